package io.github.waitgroup.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;

/**
 * A row of the table of results: peers that do the same work in the same run.
 *
 * @param id what the command line calls it
 * @param title what is done
 * @param target what ours should reach, in words
 * @param type the class with a method for each peer
 * @param peers those that are compared; the first is the reference
 * @param threads how many threads do it at the same time
 * @param work by how much to divide what is measured, so that it is per task
 * @param heap the fixed size of the heap
 * @param virtual whether it needs virtual threads
 * @param columns what is shown besides the time
 */
record Row(
        String id,
        String title,
        String target,
        Class<?> type,
        List<Peer> peers,
        int threads,
        int work,
        String heap,
        boolean virtual,
        List<Column> columns) {

    /** Whether it is measured over and over in a warm JVM; otherwise once in the life of a JVM. */
    boolean steady() {
        BenchmarkMode mode = type.getAnnotation(BenchmarkMode.class);
        return mode == null || !List.of(mode.value()).contains(Mode.SingleShotTime);
    }

    /** Whether this JVM can run it. */
    boolean available() {
        return !virtual || VirtualThreads.available();
    }

    @Override
    public String toString() {
        return id;
    }

    /**
     * One of those that are compared.
     *
     * @param label what the table calls it
     * @param method its benchmark method
     * @param params its parameters, where they differ from the method's defaults
     */
    record Peer(String label, String method, Map<String, String> params) {

        Peer(String label, String method) {
            this(label, method, Map.of());
        }

        /** The same with one more parameter; those that the benchmark does not have are ignored. */
        Peer with(String param, String value) {
            Map<String, String> all = new TreeMap<>(params);
            all.put(param, value);
            return new Peer(label, method, all);
        }

        /** Whether the command line may call it that: by its full name, or by its method alone. */
        boolean isCalled(String word) {
            return word.equals(method) || word.equals(name());
        }

        /** The method, and its parameters if it has any. */
        String name() {
            StringBuilder name = new StringBuilder(method);
            params.values().forEach(value -> name.append(':').append(value));
            return name.toString();
        }
    }

    /** A secondary result: its name in JMH, its heading, and whether JMH counts it for the whole of the work. */
    enum Column {
        ALLOCATED("gc.alloc.rate.norm", "allocated, B", true),
        HELD("bytesPerTask", "held while parked, B", false),
        REGISTERED("bytesRegistered", "held while registered, B", false),
        LEFT("bytesLeft", "left when removed, B", false);

        final String result;
        final String heading;
        final boolean ofAllWork;

        Column(String result, String heading, boolean ofAllWork) {
            this.result = result;
            this.heading = heading;
            this.ofAllWork = ofAllWork;
        }
    }
}

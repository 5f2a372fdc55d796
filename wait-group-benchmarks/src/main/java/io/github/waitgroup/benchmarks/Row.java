package io.github.waitgroup.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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
 * @param jvm what it is measured in
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
        Jvm jvm,
        boolean virtual,
        List<Column> columns) {

    /** With the column that all have. */
    Row {
        List<Column> all = new ArrayList<>(columns);
        all.add(Column.PROCESSORS);
        columns = List.copyOf(all);
    }

    /** Whether it is measured over and over in a warm JVM; otherwise once in the life of a JVM. */
    boolean steady() {
        BenchmarkMode mode = type.getAnnotation(BenchmarkMode.class);
        return mode == null || !List.of(mode.value()).contains(Mode.SingleShotTime);
    }

    /** What this machine lacks to measure it; null if nothing. */
    @Nullable
    String missing() {
        if (virtual && !VirtualThreads.available()) {
            return "needs virtual threads; this is Java " + Runtime.version();
        }
        return jvm.oneProcessor() && !Machine.bindsProcesses() ? "needs the command taskset" : null;
    }

    /** The peer that is measured with the commit before too: the last. */
    Peer ours() {
        return peers.get(peers.size() - 1);
    }

    @Override
    public String toString() {
        return id;
    }

    /**
     * The JVM of each measurement.
     *
     * @param heap the fixed size of the heap
     * @param arguments further arguments
     * @param oneProcessor whether it is bound to one processor
     */
    record Jvm(String heap, List<String> arguments, boolean oneProcessor) {

        Jvm(String heap, String... arguments) {
            this(heap, List.of(arguments), false);
        }
    }

    /**
     * One of those that are compared.
     *
     * @param label what the table calls it
     * @param method its benchmark method
     * @param params its parameters, where they differ from the method's defaults
     * @param jvm arguments for its JVM
     * @param core the jar of the core that it is measured with; null if that of this build
     */
    record Peer(
            String label,
            String method,
            Map<String, String> params,
            List<String> jvm,
            @Nullable Path core) {

        Peer(String label, String method) {
            this(label, method, Map.of());
        }

        Peer(String label, String method, Map<String, String> params) {
            this(label, method, params, List.of(), null);
        }

        /** The same with one more parameter; those that the benchmark does not have are ignored. */
        Peer with(String param, String value) {
            Map<String, String> all = new TreeMap<>(params);
            all.put(param, value);
            return new Peer(label, method, all, jvm, core);
        }

        /** The same with the core of the commit before. */
        Peer before(Path jar) {
            return new Peer(label.replace("**", "") + ", the commit before", method, params, jvm, jar);
        }

        /** Whether the command line may call it that: by its full name, or by its method alone. */
        boolean isCalled(String word) {
            return word.equals(method) || word.equals(name());
        }

        /** The method, and its parameters if it has any. */
        String name() {
            StringBuilder name = new StringBuilder(method);
            params.values().forEach(value -> name.append(':').append(value));
            jvm.forEach(argument -> name.append(':').append(argument));
            return core == null ? name.toString() : name.append(":before").toString();
        }
    }

    /** A secondary result: its name in JMH, its heading, and whether JMH counts it for the whole of the work. */
    enum Column {
        ALLOCATED("gc.alloc.rate.norm", "allocated, B", true),
        HELD("bytesPerTask", "held while parked, B", false),
        REGISTERED("bytesRegistered", "held while registered, B", false),
        LEFT("bytesLeft", "left when removed, B", false),
        IDLE("bytesIdle", "held, B", false),
        RARE("rareNanos", "99.9 % within, ns", false),
        LONGEST("longestNanos", "longest, ns", false),
        PROCESSORS(ProcessorTime.RESULT, "cpu/wall", false);

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

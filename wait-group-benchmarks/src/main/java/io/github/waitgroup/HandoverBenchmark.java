package io.github.waitgroup;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The registry of active tasks alone, as a group uses it: one thread makes and links tasks, another one unlinks them at
 * the same time. The time is that of the slower of the two.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandoverBenchmark {

    @Benchmark
    public void ring(InNothing tasks) {
        tasks.linkOne();
    }

    @Benchmark
    public void concurrentKeySet(InKeySet tasks) {
        tasks.linkOne();
    }

    @Benchmark
    public void members(InMembers tasks) {
        tasks.linkOne();
    }

    /** The linking thread's side, and the thread that unlinks. */
    @State(Scope.Benchmark)
    public abstract static class Handover {

        /** So many that tasks have threads with different numbers, as in a group: the registry may look at these. */
        private static final int THREADS = 1 << 12;

        private final Group group = new Group();
        private final Thread[] threads = new Thread[THREADS];
        private final HandoverRing<NumberedMember> ring = new HandoverRing<>();
        private Thread unlinker;

        @Setup
        public void begin() {
            Arrays.setAll(threads, i -> new Thread());
            unlinker = new Thread(() -> ring.takeAll(this::unlink));
            unlinker.start();
        }

        @TearDown
        public void end() throws InterruptedException {
            unlinker.interrupt();
            unlinker.join();
        }

        void linkOne() {
            int number = ring.puts();
            NumberedMember task = new NumberedMember(group, threads[number & (THREADS - 1)], number);
            link(task);
            ring.put(task);
        }

        abstract void link(NumberedMember task);

        abstract void unlink(NumberedMember task);
    }

    /** The ring alone, and what it takes to make a task. */
    public static class InNothing extends Handover {

        @Override
        void link(NumberedMember task) {}

        @Override
        void unlink(NumberedMember task) {}
    }

    /** With keys that know their hash, as virtual threads do. */
    public static class InKeySet extends Handover {

        private final Set<NumberedMember> keys = ConcurrentHashMap.newKeySet();

        @Override
        void link(NumberedMember task) {
            keys.add(task);
        }

        @Override
        void unlink(NumberedMember task) {
            keys.remove(task);
        }
    }

    public static class InMembers extends Handover {

        private final Members members = new Group().members();

        @Override
        void link(NumberedMember task) {
            members.accept(task);
        }

        @Override
        void unlink(NumberedMember task) {
            members.leave(task, TaskEnd.Outcome.COMPLETED);
        }
    }

    /** A task that knows its hash. */
    static final class NumberedMember extends Member {

        private final int number;

        NumberedMember(Group group, Thread thread, int number) {
            super("task", () -> {}, group.members().epoch(), (name, task) -> thread, "group/task");
            this.number = number;
        }

        @Override
        public int hashCode() {
            return number;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }
}

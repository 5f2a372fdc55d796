package io.github.waitgroup.benchmarks;

import io.github.waitgroup.Group;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Groups are created, and each is used once: how long that takes, and what they hold when nothing is active. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IdleGroupBenchmark {

    private static final int GROUPS = 1_000;

    /** What a group holds, and the time of its only task. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Idle {

        public double bytesIdle;
        public double nanos;
    }

    @Benchmark
    public Group[] useOnce(Idle idle) throws InterruptedException {
        Group[] groups = new Group[GROUPS];
        useOnce(groups); // whatever is needed only once is not counted
        groups = new Group[GROUPS];
        long empty = UsedHeap.bytes();
        ProcessorTime.begin();
        long start = System.nanoTime();
        useOnce(groups);
        idle.nanos = (double) (System.nanoTime() - start) / GROUPS;
        idle.bytesIdle = (double) (UsedHeap.bytes() - empty) / GROUPS;
        return groups;
    }

    private static void useOnce(Group[] groups) throws InterruptedException {
        for (int i = 0; i < groups.length; i++) {
            groups[i] = new Group("idle");
            groups[i].start("task", () -> {});
            groups[i].await();
        }
    }
}

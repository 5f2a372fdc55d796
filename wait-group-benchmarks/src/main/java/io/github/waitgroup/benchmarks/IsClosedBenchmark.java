package io.github.waitgroup.benchmarks;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.StopChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A hot loop that looks at a signal each time around. Its body is a rotation and a multiplication that depend on those
 * before: the JIT can neither drop the loop without a signal nor fold its steps into one, as it does with additions.
 * Looking costs what does not fit beside that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IsClosedBenchmark {

    private static final int TIMES = 10_000;
    private static final long FACTOR = 6_364_136_223_846_793_005L;

    private final CloseableStopChannel channel = new CloseableStopChannel();
    private volatile boolean stopped;
    private long seed = 1;

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public long emptyLoop() {
        long value = seed;
        for (int i = 0; i < TIMES; i++) {
            value = Long.rotateLeft(value, 5) * FACTOR;
        }
        return value;
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public long volatileRead() {
        long value = seed;
        for (int i = 0; i < TIMES && !stopped; i++) {
            value = Long.rotateLeft(value, 5) * FACTOR;
        }
        return value;
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public long isInterrupted() {
        Thread thread = Thread.currentThread();
        long value = seed;
        for (int i = 0; i < TIMES && !thread.isInterrupted(); i++) {
            value = Long.rotateLeft(value, 5) * FACTOR;
        }
        return value;
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public long isClosed() {
        StopChannel stop = channel; // as a task has it, which was handed the channel
        long value = seed;
        for (int i = 0; i < TIMES && !stop.isClosed(); i++) {
            value = Long.rotateLeft(value, 5) * FACTOR;
        }
        return value;
    }

    /** Written by nobody: as long as it may be, the loops cannot be computed in advance. */
    void stop() {
        stopped = true;
        seed++;
        channel.close();
    }
}

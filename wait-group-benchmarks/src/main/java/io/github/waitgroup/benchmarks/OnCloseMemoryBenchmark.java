package io.github.waitgroup.benchmarks;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.StopChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Many actions are registered with a living channel and then all taken back; and what the heap holds before and after.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OnCloseMemoryBenchmark {

    @Param("100000")
    public int tasks;

    private final CloseableStopChannel channel = new CloseableStopChannel();

    /** What a registration holds. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Heap {

        public double bytesRegistered;
        public double bytesLeft;
    }

    /** The channel itself and whatever it needs only once are not counted. */
    @Setup
    public void warmUp() {
        channel.onClose(() -> {}).cancel();
        UsedHeap.bytes();
        ProcessorTime.begin();
    }

    @Benchmark
    public void registerAndCancelAll(Heap heap) {
        StopChannel.Registration[] registrations = new StopChannel.Registration[tasks];
        long empty = UsedHeap.bytes();
        for (int i = 0; i < tasks; i++) {
            registrations[i] = channel.onClose(() -> {});
        }
        heap.bytesRegistered = (double) (UsedHeap.bytes() - empty) / tasks;
        for (int i = 0; i < tasks; i++) {
            registrations[i].cancel();
            registrations[i] = () -> false;
        }
        heap.bytesLeft = (double) (UsedHeap.bytes() - empty) / tasks;
    }
}

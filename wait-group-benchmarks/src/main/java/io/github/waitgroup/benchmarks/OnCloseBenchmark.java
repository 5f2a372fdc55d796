package io.github.waitgroup.benchmarks;

import io.github.waitgroup.CloseableStopChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An action is registered with a living channel and taken back, while many others stay registered. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OnCloseBenchmark {

    @Param("0")
    public int others;

    private final CloseableStopChannel channel = new CloseableStopChannel();

    @Setup
    public void registerOthers() {
        for (int i = 0; i < others; i++) {
            channel.onClose(() -> {});
        }
    }

    @Benchmark
    public boolean registerAndCancel() {
        return channel.onClose(() -> {}).cancel();
    }
}

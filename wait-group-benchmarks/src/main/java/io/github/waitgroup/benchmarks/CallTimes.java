package io.github.waitgroup.benchmarks;

import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** How long single calls take, the clock included: JMH's own result is their mean at best. */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class CallTimes {

    private static final int MAX_CALLS = 200_000;

    /** The median. */
    public double nanos;

    /** What all but one of a thousand calls take at most. */
    public double rareNanos;

    public double longestNanos;

    /**
     * Calls for a while to warm up, and then as long, or some thousand times, to measure.
     *
     * @param millis for how long; at least one call is measured
     * @param after what follows each call and is not measured
     */
    void measure(int millis, Callable<?> call, Callable<?> after) throws Exception {
        repeat(millis, call, after);
        ProcessorTime.begin();
        long[] times = repeat(millis, call, after);
        Arrays.sort(times);
        nanos = times[times.length / 2];
        rareNanos = times[(int) (times.length * 0.999)];
        longestNanos = times[times.length - 1];
    }

    /** The same with nothing to follow. */
    void measure(int millis, Callable<?> call) throws Exception {
        measure(millis, call, CallTimes::nothing);
    }

    private static long[] repeat(int millis, Callable<?> call, Callable<?> after) throws Exception {
        long[] times = new long[MAX_CALLS];
        long end = System.nanoTime() + millis * 1_000_000L;
        int calls = 0;
        do {
            long start = System.nanoTime();
            call.call();
            times[calls++] = System.nanoTime() - start;
            after.call();
        } while (calls < MAX_CALLS && System.nanoTime() - end < 0);
        return Arrays.copyOf(times, calls);
    }

    private static @Nullable Object nothing() {
        return null;
    }
}

package io.github.waitgroup;

import java.time.Duration;

/** Durations as nanoseconds, without overflow: what is longer than 292 years is 292 years, what is negative is zero. */
final class Nanos {

    private static final Duration MAX = Duration.ofNanos(Long.MAX_VALUE);

    private Nanos() {}

    static long of(Duration duration) {
        if (duration.isNegative()) {
            return 0; // so that `left` cannot wrap around into a time without end
        }
        return duration.compareTo(MAX) > 0 ? Long.MAX_VALUE : duration.toNanos();
    }

    /** The time left of {@code timeout} nanoseconds that began at {@code start}; zero or less when it is up. */
    static long left(long start, long timeout) {
        return timeout - (System.nanoTime() - start);
    }
}

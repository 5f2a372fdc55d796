package io.github.waitgroup;

import java.time.Duration;
import java.util.Locale;

/** Durations as nanoseconds, without overflow: what is longer than 292 years is 292 years. And as text. */
final class Nanos {

    private static final Duration MAX = Duration.ofNanos(Long.MAX_VALUE);
    private static final Duration MIN = Duration.ofNanos(Long.MIN_VALUE);

    private Nanos() {}

    static long of(Duration duration) {
        if (duration.compareTo(MAX) > 0) {
            return Long.MAX_VALUE;
        }
        return duration.compareTo(MIN) < 0 ? Long.MIN_VALUE : duration.toNanos();
    }

    /** The time left of {@code timeout} nanoseconds that began at {@code start}; zero or less when it is up. */
    static long left(long start, long timeout) {
        return timeout - (System.nanoTime() - start);
    }

    /** Seconds with three decimals: 0.214 s. */
    static String format(Duration duration) {
        return String.format(Locale.ROOT, "%d.%03d s", duration.toSeconds(), duration.toMillisPart());
    }
}

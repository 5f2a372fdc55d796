package io.github.waitgroup;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Durations as nanoseconds, without overflow: what is longer than 292 years is 292 years, what is negative is zero.
 * Also as moments, and as text.
 */
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

    /** The moment {@code timeout} after {@code now}, or the last or first that there is. */
    static Instant later(Instant now, Duration timeout) {
        try {
            return now.plus(timeout);
        } catch (ArithmeticException | DateTimeException beyond) {
            return timeout.isNegative() ? Instant.MIN : Instant.MAX;
        }
    }

    /** Seconds with three decimals: 0.214 s. */
    static String format(Duration duration) {
        return String.format(Locale.ROOT, "%d.%03d s", duration.toSeconds(), duration.toMillisPart());
    }
}

package io.github.waitgroup.spring;

import java.time.Duration;
import java.util.Locale;

/**
 * Comparisons of durations, and the one form in which a duration stands in a log line or message. Public for the
 * packages of the starter only.
 */
public final class Durations {

    private Durations() {}

    /**
     * The longer of two durations.
     *
     * @param one a duration
     * @param other another one
     * @return the longer one
     */
    public static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * The shorter of two durations.
     *
     * @param one a duration
     * @param other another one
     * @return the shorter one
     */
    public static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * A duration, or zero if it is negative.
     *
     * @param duration a duration
     * @return the duration; zero or more
     */
    public static Duration notNegative(Duration duration) {
        return longer(duration, Duration.ZERO);
    }

    /**
     * A duration as text: seconds with three decimals, as in the core's {@link io.github.waitgroup.DrainReport}.
     *
     * @param duration the duration, not negative
     * @return for example {@code 0.214 s}
     */
    public static String format(Duration duration) {
        return String.format(Locale.ROOT, "%d.%03d s", duration.toSeconds(), duration.toMillisPart());
    }
}

package io.github.waitgroup.spring.shutdown;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time that the stop of a lifecycle bean takes.
 *
 * @param kind what limits it
 * @param longest how long it takes at most; null if nobody knows
 * @param property the property that sets this; null if there is none
 */
record StopTime(
        Kind kind, @Nullable Duration longest, @Nullable String property) {

    /** What limits a stop. */
    enum Kind {
        /** Nothing has to: the bean stops at once. */
        AT_ONCE,
        /** The time-out of the phase: the bean calls Spring back. */
        TIMEOUT,
        /** The bean alone: it blocks in {@code stop()}, and Spring's time-out does not apply. */
        BLOCKS
    }

    static final StopTime AT_ONCE = new StopTime(Kind.AT_ONCE, Duration.ZERO, null);

    static StopTime within(Duration timeout) {
        return new StopTime(Kind.TIMEOUT, timeout, null);
    }

    /** The longest time; zero if nobody knows. */
    Duration orZero() {
        return longest == null ? Duration.ZERO : longest;
    }

    static StopTime blocks(@Nullable Duration longest, @Nullable String property) {
        return new StopTime(Kind.BLOCKS, longest, property);
    }
}

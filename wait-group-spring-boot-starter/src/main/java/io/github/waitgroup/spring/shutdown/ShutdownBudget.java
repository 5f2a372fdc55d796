package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.ShutdownClock;
import java.time.Duration;

/**
 * The time that the shutdown of all groups together may take, measured with one clock. Time-outs that each start their
 * own clock add up, past the moment at which the process is killed.
 */
final class ShutdownBudget {

    private static final Duration MIN_TIME = Duration.ofMillis(100);

    private final ShutdownClock clock;
    private final Duration total;

    ShutdownBudget(ShutdownClock clock, Duration total) {
        this.clock = clock;
        this.total = total;
    }

    ShutdownClock clock() {
        return clock;
    }

    Duration total() {
        return total;
    }

    /** The shorter of {@code timeout} and the rest of the total; zero when nothing is left. */
    Duration limit(Duration timeout) {
        return Durations.shorter(timeout, left());
    }

    /**
     * The shorter of {@code timeout} and the rest of the total, plus {@code extra}. All callers together get {@code
     * extra} once: those that have used it up overdraw the total. The result is never less than 100 ms, so that a drain
     * which has ended already is noticed.
     */
    Duration limit(Duration timeout, Duration extra) {
        Duration balance = total.minus(clock.elapsed()); // negative when the total is overdrawn
        return Durations.longer(Durations.shorter(timeout, balance).plus(extra), MIN_TIME);
    }

    /** The rest of the total; zero when nothing is left. */
    Duration left() {
        return clock.left(total);
    }
}

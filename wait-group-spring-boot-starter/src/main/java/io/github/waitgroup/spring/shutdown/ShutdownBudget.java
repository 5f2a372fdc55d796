package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.ShutdownClock;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The time that the shutdown of all groups together may take, measured with one clock. Time-outs that each start their
 * own clock add up, past the moment at which the process is killed.
 */
final class ShutdownBudget {

    /** The time by which Spring's time-out for a phase exceeds ours. Ours decides; Spring's is the net under it. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

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

    /**
     * Spring's time-out for a phase, which is raised where groups drain in it.
     *
     * @param groups the time-outs of the groups in the phase
     * @param configured Spring's own time-out
     */
    Duration springTimeout(Stream<Duration> groups, Duration configured) {
        return groups.map(timeout -> Durations.shorter(timeout, total).plus(MARGIN))
                .reduce(configured, Durations::longer);
    }

    /** The rest of the total; zero when nothing is left. */
    Duration left() {
        return clock.left(total);
    }
}

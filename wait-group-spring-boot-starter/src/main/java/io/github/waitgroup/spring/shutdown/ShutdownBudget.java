package io.github.waitgroup.spring.shutdown;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time that the shutdown of all groups together may take: one clock, which starts once when the application begins to
 * close. Time-outs that each start their own clock add up, past the moment at which the process is killed.
 */
final class ShutdownBudget {

    private static final Duration MIN_TIME = Duration.ofMillis(100);

    private final Duration total;

    /** When the clock started, as {@link System#nanoTime()}; null while it stands. */
    private @Nullable Long started;

    ShutdownBudget(Duration total) {
        this.total = total;
    }

    /** Starts the clock. Does nothing if it runs. */
    synchronized void start() {
        if (started == null) {
            started = System.nanoTime();
        }
    }

    /** Stops the clock and puts it back to zero: the application runs again. */
    synchronized void reset() {
        started = null;
    }

    /** The lesser of {@code timeout} and what is left of the total; zero when nothing is. */
    synchronized Duration limit(Duration timeout) {
        return shorter(timeout, left());
    }

    /**
     * The lesser of {@code timeout} and what is left of the total, and {@code extra}, which is granted once and not for each that asks;
     * but long enough for what is done already to be seen.
     */
    synchronized Duration limit(Duration timeout, Duration extra) {
        return GroupLifecycles.longer(shorter(timeout, balance()).plus(extra), MIN_TIME);
    }

    /** What is left of the total; zero when nothing is. */
    synchronized Duration left() {
        return GroupLifecycles.longer(balance(), Duration.ZERO);
    }

    /** What is left of the total; negative when it is overdrawn. Called with the lock held. */
    private Duration balance() {
        return started == null ? total : total.minusNanos(System.nanoTime() - started);
    }

    static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

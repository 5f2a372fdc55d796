package io.github.waitgroup.spring.web;

import io.github.waitgroup.Context;
import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.Pause;
import java.time.Duration;
import java.time.Instant;

/**
 * The time over which the long-running requests of a group that stops get their signals, beginning now: the configured
 * time, but at most half of the time until the deadline of the group.
 */
final class GracePeriod {

    /*
     * Half, so that the request with the last signal has as long to end as all signals have taken. Requests that have
     * not ended at the deadline are cut when the server stops, and all their clients come back in the same moment: the
     * period is there to prevent that.
     *
     * If `signalStop()` was called without a time, there is no deadline. A stop that waits for the group announces one,
     * or an earlier one, perhaps during a wait in here. A context has no event for that, so each wait reads it again
     * and again.
     */

    private static final Duration READ_INTERVAL = Duration.ofMillis(100);

    private final Duration configured;
    private final Context context;

    private final Instant since = Instant.now();
    private final long start = System.nanoTime();

    GracePeriod(Duration configured, Context context) {
        this.configured = configured;
        this.context = context;
    }

    /** The length by the deadline that is known now. */
    Duration length() {
        Instant deadline = context.deadline();
        if (deadline == null) {
            return configured;
        }
        Duration half = Durations.notNegative(Duration.between(since, deadline).dividedBy(2));
        return Durations.shorter(half, configured);
    }

    /**
     * Waits until some of its parts are over. If the deadline becomes earlier meanwhile, the wait is shortened within
     * 100 ms.
     */
    void await(int parts, int of) throws InterruptedException {
        for (Duration left = left(parts, of); left.compareTo(Duration.ZERO) > 0; left = left(parts, of)) {
            Pause.of(Durations.shorter(left, READ_INTERVAL));
        }
    }

    private Duration left(int parts, int of) {
        return length().multipliedBy(parts).dividedBy(of).minusNanos(System.nanoTime() - start);
    }
}

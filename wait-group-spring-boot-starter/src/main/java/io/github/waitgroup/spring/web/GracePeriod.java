package io.github.waitgroup.spring.web;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.Context;
import java.time.Duration;
import java.time.Instant;

/**
 * The time over which the long-running requests of a group that is stopping are told, beginning now: what is configured, but no
 * more than half of what is left until the deadline of the group.
 */
final class GracePeriod {

    /*
     * Half, so that whoever is told last has as long to end as it took to tell all. What has not ended at the deadline is cut when
     * the server stops, and all those clients come back in the same moment, which is what the period is there to prevent.
     *
     * There is no deadline while a group has been told by hand only; it is announced, or becomes earlier, once somebody waits for
     * the group, also during a wait. A context does not notify anybody of that, so each wait looks at it again and again.
     */

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

    private final Duration configured;
    private final Context run;

    private final Instant since = Instant.now();
    private final long start = System.nanoTime();
    private final CloseableStopChannel never = new CloseableStopChannel();

    GracePeriod(Duration configured, Context run) {
        this.configured = configured;
        this.run = run;
    }

    /** How long it lasts, as far as is known now. */
    Duration length() {
        Instant deadline = run.deadline();
        if (deadline == null) {
            return configured;
        }
        Duration half = Duration.between(since, deadline).dividedBy(2);
        if (half.isNegative()) {
            return Duration.ZERO;
        }
        return half.compareTo(configured) < 0 ? half : configured;
    }

    /** Waits until some parts of it are over. A deadline that becomes earlier meanwhile shortens the wait, within 100 ms. */
    void await(int parts, int of) throws InterruptedException {
        for (Duration left = left(parts, of); left.compareTo(Duration.ZERO) > 0; left = left(parts, of)) {
            never.await(left.compareTo(LOOK_INTERVAL) < 0 ? left : LOOK_INTERVAL);
        }
    }

    private Duration left(int parts, int of) {
        return length().multipliedBy(parts).dividedBy(of).minusNanos(System.nanoTime() - start);
    }
}

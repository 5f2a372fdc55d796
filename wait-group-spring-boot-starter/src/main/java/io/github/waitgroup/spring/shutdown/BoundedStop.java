package io.github.waitgroup.spring.shutdown;

import java.time.Duration;

/**
 * A lifecycle bean whose stop ends at a known time. The {@link ShutdownPlan} counts it with that time, and not with
 * Spring's time-out for its phase.
 */
public interface BoundedStop {

    /**
     * The end of the stop at the latest, if the stop begins before that.
     *
     * @return the time since the application began to close
     */
    Duration latestEnd();
}

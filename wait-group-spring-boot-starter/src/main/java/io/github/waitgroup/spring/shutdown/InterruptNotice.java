package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time before the end of a drain at which the tasks that are still active are interrupted: as configured, but at
 * most half of the time of the drain. By default it is {@linkplain Group#interruptNotice that of a stop} in the core.
 */
final class InterruptNotice {

    private InterruptNotice() {}

    static Duration of(Duration time, @Nullable Duration configured) {
        return configured == null ? Group.interruptNotice(time) : Durations.shorter(time.dividedBy(2), configured);
    }
}

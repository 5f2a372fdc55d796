package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time before the end of a drain at which the tasks that are still active are interrupted: as configured, but at
 * most half of the time of the drain. By default it is that of a stop in the core: a tenth of the time, and at most a
 * second.
 */
final class InterruptNotice {

    static final Duration MAX_BY_DEFAULT = Duration.ofSeconds(1);

    private InterruptNotice() {}

    static Duration of(Duration time, @Nullable Duration configured) {
        return configured == null
                ? Durations.shorter(time.dividedBy(10), MAX_BY_DEFAULT)
                : Durations.shorter(time.dividedBy(2), configured);
    }
}

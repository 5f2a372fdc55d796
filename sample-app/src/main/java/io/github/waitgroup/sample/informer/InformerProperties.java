package io.github.waitgroup.sample.informer;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the informer works.
 *
 * @param window how many objects to hold for each listener at most; at least 2
 * @param resync how long to wait for news at most before looking anyway
 * @param retryPause how long to wait after a failure; doubles with each further one of the same delivery, up to 64
 *     times as long
 * @param mutationCheck how often to check that no listener has changed an object
 */
@ConfigurationProperties("sample.informer")
public record InformerProperties(
        @DefaultValue("128") int window,
        @DefaultValue("30s") Duration resync,
        @DefaultValue("1s") Duration retryPause,
        @DefaultValue("1s") Duration mutationCheck) {

    /** Refuses what cannot work. */
    public InformerProperties {
        if (window < 2) {
            throw new IllegalArgumentException("sample.informer.window is " + window + "; it must be at least 2");
        }
    }

    Duration pauseAfter(int failures) {
        int doublings = Math.max(0, Math.min(failures - 1, 6));
        return retryPause.multipliedBy(1L << doublings);
    }
}

package io.github.waitgroup.spring.web;

import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.context.ApplicationContext;

/**
 * The delay of the shutdown that holds for an application, and its source: the property, or else the default of the
 * platform. Public for the packages of the starter only.
 *
 * @param delay the time for which requests are served after the application has begun to close
 * @param source the source, as a part of a log line; null where nobody has asked for a delay and none is needed
 */
public record DelaySetting(Duration delay, @Nullable String source) {

    private static final Logger logger = LoggerFactory.getLogger(DelaySetting.class);

    /** Longer than it usually takes until no node of a cluster sends requests to a pod that is leaving. */
    static final Duration ON_KUBERNETES = Duration.ofSeconds(5);

    private static final String PROPERTY = "wait-group.web.shutdown-delay";

    /** The bean that starts a server of the application's own. There is none in a WAR file, or with a mock of it. */
    private static final String SERVER = "webServerStartStop";

    /** The setting of an application, which is known when its web server has been created. */
    static DelaySetting of(WaitGroupProperties properties, ApplicationContext context) {
        return of(properties, context, context.containsLocalBean(SERVER));
    }

    /**
     * The setting of an application.
     *
     * @param properties the configuration
     * @param context the context of the application
     * @param hasServer whether the application starts a server of its own
     * @return the setting
     */
    public static DelaySetting of(WaitGroupProperties properties, ApplicationContext context, boolean hasServer) {
        boolean onKubernetes = CloudPlatform.getActive(context.getEnvironment()) == CloudPlatform.KUBERNETES;
        Duration configured = properties.web().shutdownDelay();
        if (configured != null) {
            return configured(configured, onKubernetes);
        }
        return onKubernetes && hasServer ? byDefault(properties.shutdown()) : new DelaySetting(Duration.ZERO, null);
    }

    private static DelaySetting configured(Duration delay, boolean onKubernetes) {
        return new DelaySetting(delay, delay.isZero() && !onKubernetes ? null : PROPERTY);
    }

    private static DelaySetting byDefault(Shutdown shutdown) {
        Duration lag = Durations.notNegative(ON_KUBERNETES.minus(shutdown.preStop()));
        Duration half = shutdown.timeout().dividedBy(2);
        if (lag.compareTo(half) > 0) {
            return new DelaySetting(half, "on Kubernetes at most half of wait-group.shutdown.timeout");
        }
        return new DelaySetting(
                lag,
                shutdown.preStop().isZero()
                        ? "the default on Kubernetes"
                        : "the default on Kubernetes less wait-group.shutdown.pre-stop");
    }

    /** Logs where the delay comes from, if there is one, or if there is none on Kubernetes. */
    public void log() {
        if (source == null) {
            return;
        }
        String origin = source.equals(PROPERTY) ? PROPERTY : source + " (" + PROPERTY + ")";
        if (delay.isZero()) {
            logger.info("Requests are refused without a delay once the application begins to close: {}", origin);
        } else {
            logger.info(
                    "Requests are served for {} after the application begins to close: {}",
                    Durations.format(delay),
                    origin);
        }
    }
}

package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.PropertyResolver;
import org.springframework.util.ReflectionUtils;

/**
 * The times that the stops of lifecycle beans take, as far as they can be known from outside. A bean that does not
 * implement {@link SmartLifecycle#stop(Runnable)} is stopped by {@code stop()}, which Spring waits for without limit.
 * Nobody can see whether that method blocks. So beans of Spring stop at once, unless they are known to block, and beans
 * of others may block, unless a property says how long.
 */
final class StopTimes {

    /** Beans of libraries that are known to block, or not to, by the names of their classes. */
    static final Map<String, Blocking> KNOWN = Map.of(
            "org.springframework.grpc.server.lifecycle.GrpcServerLifecycle",
                    new Blocking(Duration.ofSeconds(30), "spring.grpc.server.shutdown.grace-period"),
            "org.springframework.kafka.config.StreamsBuilderFactoryBean", new Blocking(Duration.ofSeconds(10), null),
            "io.github.waitgroup.spring.web.TomcatServerSockets",
                    new Blocking(Duration.ZERO, null), // a tenth of a second
            "io.github.waitgroup.spring.worker.WorkerLifecycle", new Blocking(Duration.ZERO, null),
            "io.github.waitgroup.spring.source.grpc.GrpcServerShutdown",
                    new Blocking(Duration.ZERO, null), // less than a third of a second
            "io.github.waitgroup.spring.source.grpc.LateGrpcServerLifecycle",
                    new Blocking(Duration.ofSeconds(1), null));

    private final Shutdown settings;
    private final Duration springTimeout;
    private final PropertyResolver properties;
    private final List<String> applicationPackages;

    StopTimes(Shutdown settings, Duration springTimeout, PropertyResolver properties, BeanFactory beans) {
        this.settings = settings;
        this.springTimeout = springTimeout;
        this.properties = properties;
        this.applicationPackages =
                AutoConfigurationPackages.has(beans) ? AutoConfigurationPackages.get(beans) : List.of();
    }

    /** How long a bean takes to stop. */
    StopTime of(String name, Lifecycle bean) {
        if (bean instanceof GroupLifecycle group) {
            return StopTime.within(group.timeout());
        }
        if (bean instanceof ShutdownDelay) {
            return StopTime.AT_ONCE; // its time is counted from the begin of the close
        }
        String declared = settings.stopTimeOf(name);
        if (declared != null) {
            return StopTime.blocks(settings.stopTimes().get(declared), "wait-group.shutdown.stop-times." + declared);
        }
        Class<?> type = AopUtils.getTargetClass(bean);
        Blocking known = known(type);
        if (known != null) {
            return StopTime.blocks(known.longest(properties), known.property);
        }
        if (bean instanceof SmartLifecycle && callsBack(type)) {
            return StopTime.within(springTimeout);
        }
        return isOfSpring(type) ? StopTime.AT_ONCE : StopTime.blocks(null, null);
    }

    private static boolean callsBack(Class<?> type) {
        Method stop = ReflectionUtils.findMethod(type, "stop", Runnable.class);
        return stop != null && stop.getDeclaringClass() != SmartLifecycle.class;
    }

    private static @Nullable Blocking known(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            Blocking known = KNOWN.get(each.getName());
            if (known != null) {
                return known;
            }
        }
        return null;
    }

    /** Applications may be in a package of this name too, as Spring's own samples are. */
    private boolean isOfSpring(Class<?> type) {
        String name = type.getName();
        return name.startsWith("org.springframework.")
                && applicationPackages.stream().noneMatch(each -> name.startsWith(each + "."));
    }

    /** A bean of a library that blocks in {@code stop()}. */
    record Blocking(Duration byDefault, @Nullable String property) {

        Duration longest(PropertyResolver properties) {
            String configured = property == null ? null : properties.getProperty(property);
            return configured == null ? byDefault : DurationStyle.detectAndParse(configured);
        }
    }
}

package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import io.github.waitgroup.spring.shutdown.ShutdownPlan.BlockingBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.beans.factory.BeanFactoryUtils;

/**
 * A shutdown that may take longer than the platform waits, or that nothing limits: a line at start-up or, if so
 * configured, its end.
 */
final class ShutdownOverrunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /** @param springTimeout Spring's time-out for a phase */
    ShutdownOverrunException(ShutdownPlan plan, Shutdown settings, Duration springTimeout) {
        super(plan.fits() ? unlimited(plan) : tooLong(plan));
        this.action = plan.fits() ? limit(plan.unlimited()) : shorten(plan, settings, springTimeout);
    }

    /** The properties to change, as a sentence without a full stop. */
    String action() {
        return action;
    }

    private static String tooLong(ShutdownPlan plan) {
        return "The shutdown may take " + Durations.format(plan.longest()) + " (" + plan.longSteps()
                + "), which is longer than the grace period of " + Durations.format(plan.gracePeriod());
    }

    private static String unlimited(ShutdownPlan plan) {
        return "Nothing limits the time of the shutdown if these beans block in stop(): "
                + plan.unlimited().stream()
                        .map(bean -> bean.bean() + " (" + bean.type() + ")")
                        .collect(Collectors.joining(", "));
    }

    private static String limit(List<BlockingBean> unlimited) {
        return "If they do, let them implement stop(Runnable), and return from it at once. If they do not, or for a"
                + " known time only, set wait-group.shutdown.stop-times."
                + key(unlimited.get(0).bean()) + " to that time, for example 0s";
    }

    /** The name of a bean as a key of a property, in brackets if it has dots. */
    private static String key(String bean) {
        String name = BeanFactoryUtils.transformedBeanName(bean);
        return name.matches("[\\p{L}\\p{N}-]+") ? name : "[" + name + "]";
    }

    private static String shorten(ShutdownPlan plan, Shutdown settings, Duration springTimeout) {
        List<String> shorten = new ArrayList<>();
        plan.blocking()
                .filter(bean -> bean.property() != null && bean.longest() != null)
                .map(bean -> bean.property() + " (" + Durations.format(bean.longest()) + ")")
                .forEach(shorten::add);
        if (!settings.limitPhases()) {
            shorten.add("spring.lifecycle.timeout-per-shutdown-phase (" + Durations.format(springTimeout) + ")");
        }
        if (shorten.isEmpty() || settings.timeout().compareTo(plan.gracePeriod()) > 0) {
            shorten.add("wait-group.shutdown.timeout (" + Durations.format(settings.timeout()) + ")");
        }
        return "Lower " + String.join(" and ", shorten)
                + ", or raise the grace period of the platform (terminationGracePeriodSeconds) and"
                + " wait-group.shutdown.grace-period with it, to "
                + Durations.format(plan.longest().plus(settings.preStop())) + " at least";
    }
}

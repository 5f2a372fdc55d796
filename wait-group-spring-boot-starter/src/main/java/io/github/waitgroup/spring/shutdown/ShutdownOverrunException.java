package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A longest shutdown that takes longer than the platform waits: a warning at start-up or, if so configured, its end.
 */
final class ShutdownOverrunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /** @param springTimeout Spring's time-out for a phase; zero if no bean in the plan depends on it */
    ShutdownOverrunException(ShutdownPlan plan, Shutdown settings, Duration springTimeout) {
        super("The shutdown may take " + Durations.format(plan.longest()) + " (" + plan.longSteps()
                + "), and the process is killed after " + Durations.format(plan.gracePeriod()));
        this.action = action(plan, settings, springTimeout);
    }

    /** The properties to change, as a sentence without a full stop. */
    String action() {
        return action;
    }

    private static String action(ShutdownPlan plan, Shutdown settings, Duration springTimeout) {
        List<String> shorten = new ArrayList<>();
        if (!springTimeout.isZero()) {
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

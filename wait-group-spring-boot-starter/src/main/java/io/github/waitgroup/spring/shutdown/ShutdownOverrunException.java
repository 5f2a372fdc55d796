package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Thrown at start-up, if so configured, when the longest shutdown takes longer than the platform waits for it. */
final class ShutdownOverrunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /** With Spring's time-out for a phase; zero if that bounds nothing in the plan. */
    ShutdownOverrunException(ShutdownPlan plan, Shutdown settings, Duration springTimeout) {
        super("The shutdown may take " + ShutdownPlan.seconds(plan.longest()) + ", and the process is killed after "
                + ShutdownPlan.seconds(plan.gracePeriod()) + ": " + plan.longSteps());
        this.action = action(plan, settings, springTimeout);
    }

    /** What to change. */
    String action() {
        return action;
    }

    private static String action(ShutdownPlan plan, Shutdown settings, Duration springTimeout) {
        List<String> shorten = new ArrayList<>();
        if (!springTimeout.isZero()) {
            shorten.add("spring.lifecycle.timeout-per-shutdown-phase (" + ShutdownPlan.seconds(springTimeout) + ")");
        }
        if (shorten.isEmpty() || settings.timeout().compareTo(plan.gracePeriod()) > 0) {
            shorten.add("wait-group.shutdown.timeout (" + ShutdownPlan.seconds(settings.timeout()) + ")");
        }
        return "Lower " + String.join(" and ", shorten)
                + ", or raise the grace period of the platform (terminationGracePeriodSeconds) and"
                + " wait-group.shutdown.grace-period with it, to "
                + ShutdownPlan.seconds(plan.longest().plus(settings.preStop())) + " at least";
    }
}

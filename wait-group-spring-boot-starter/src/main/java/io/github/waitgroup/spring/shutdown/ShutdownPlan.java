package io.github.waitgroup.spring.shutdown;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How long the shutdown takes if everything takes as long as it may.
 *
 * @param steps the lifecycle phases in the order in which they stop
 * @param longest how long all of them take at most
 * @param gracePeriod how long the platform waits before it kills the process, less what a {@code preStop} hook takes of it
 */
public record ShutdownPlan(List<Step> steps, Duration longest, Duration gracePeriod) {

    /**
     * Creates a plan with its own copy of the steps.
     *
     * @param steps the lifecycle phases in the order in which they stop
     * @param longest how long all of them take at most
     * @param gracePeriod how long the platform waits before it kills the process
     */
    public ShutdownPlan {
        steps = List.copyOf(steps);
    }

    /**
     * Whether the shutdown ends before the platform kills the process, whatever happens.
     *
     * @return true if the longest shutdown takes no longer than the grace period
     */
    public boolean fits() {
        return longest.compareTo(gracePeriod) <= 0;
    }

    /** What takes time in it, in the order in which it happens. */
    String longSteps() {
        return steps.stream()
                .filter(step -> !step.longest().isZero())
                .map(step -> seconds(step.longest()) + " for phase " + step.phase() + " ("
                        + String.join(", ", step.beans()) + ")")
                .collect(Collectors.joining(" + "));
    }

    static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }

    /**
     * A lifecycle phase.
     *
     * @param phase the phase; higher ones stop earlier
     * @param beans the names of the lifecycle beans in it
     * @param longest how long it takes at most: what Spring or the group's time-out allows, and no more than is left of the
     *     budget for the groups. Zero for beans that are known to stop at once. A bean that blocks in {@code stop()} is not
     *     bounded by anything; it is counted with Spring's time-out for its phase
     */
    public record Step(int phase, List<String> beans, Duration longest) {

        /**
         * Creates a step with its own copy of the names.
         *
         * @param phase the phase
         * @param beans the names of the lifecycle beans in it
         * @param longest how long it takes at most
         */
        public Step {
            beans = List.copyOf(beans);
        }
    }
}

package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The plan of the shutdown: the longest time that each step and all of them take.
 *
 * @param steps the lifecycle phases in the order in which they stop
 * @param longest how long all of them take at most
 * @param gracePeriod how long the platform waits before it kills the process, without the time of a {@code preStop}
 *     hook
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
     * Whether the shutdown ends before the platform kills the process, even if each step takes its longest time.
     *
     * @return true if the longest shutdown takes no longer than the grace period
     */
    public boolean fits() {
        return longest.compareTo(gracePeriod) <= 0;
    }

    /** The steps that take time, in the order in which they happen. */
    String longSteps() {
        return steps.stream()
                .filter(step -> !step.longest().isZero())
                .map(step -> Durations.format(step.longest()) + " for phase " + step.phase() + " ("
                        + String.join(", ", step.beans()) + ")")
                .collect(Collectors.joining(" + "));
    }

    /**
     * A lifecycle phase.
     *
     * @param phase the phase; higher ones stop earlier
     * @param beans the names of the lifecycle beans in it
     * @param longest how long it takes at most: the time-out of Spring or of the group, but for groups no more than is
     *     left of their budget. It is zero for beans that are known to stop at once. Nothing bounds a bean that blocks
     *     in {@code stop()}; it counts with Spring's time-out for its phase
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

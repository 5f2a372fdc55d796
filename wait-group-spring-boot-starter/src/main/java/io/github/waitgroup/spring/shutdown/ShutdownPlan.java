package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The plan of the shutdown: the longest time that each step and all of them take.
 *
 * @param steps the lifecycle phases in the order in which they stop
 * @param longest how long all of them take at most, if the beans that nobody limits take no time
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

    /** The beans whose stop nobody limits. */
    List<BlockingBean> unlimited() {
        return blocking().filter(bean -> bean.longest() == null).toList();
    }

    /** The beans that block in {@code stop()}. */
    Stream<BlockingBean> blocking() {
        return steps.stream().flatMap(step -> step.blocking().stream());
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
     * @param longest how long it takes at most: its share of the time, and the times of the beans that block. It is
     *     zero if all of its beans are known to stop at once
     * @param blocking the beans that block in {@code stop()}, as far as is known
     */
    public record Step(int phase, List<String> beans, Duration longest, List<BlockingBean> blocking) {

        /**
         * Creates a step with its own copy of the lists.
         *
         * @param phase the phase
         * @param beans the names of the lifecycle beans in it
         * @param longest how long it takes at most
         * @param blocking the beans that block in {@code stop()}
         */
        public Step {
            beans = List.copyOf(beans);
            blocking = List.copyOf(blocking);
        }
    }

    /**
     * A lifecycle bean that blocks in {@code stop()}, or may do so: no time-out of a phase applies to it.
     *
     * @param bean the name of the bean
     * @param type the name of its class
     * @param longest how long it blocks at most; null if that is not known
     * @param property the property that sets this; null if none is known
     */
    public record BlockingBean(
            String bean,
            String type,
            @Nullable Duration longest,
            @Nullable String property) {}
}

package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * The guard of an occupied phase. Spring stops it after the other beans of the phase, and then
 *
 * <ul>
 *   <li>it waits until the groups of the phase have drained or have had their time. By itself, Spring ends a phase when
 *       it has been called back as often as there are beans in it. Callbacks of beans that depend on one of them count
 *       too, whatever their own phase. If a lifecycle bean of the application is in the phase of a group, and another
 *       one injects it, the phase would end early;
 *   <li>it limits the wait of Spring for the others to the share of the phase. Spring reads the time-out of a phase
 *       after it has asked all beans of the phase to stop.
 * </ul>
 */
final class PhaseGuard implements SmartLifecycle {

    /** The time in which a group that has drained calls Spring back. */
    private static final Duration CALLBACK_TIME = Duration.ofSeconds(1);

    private final int phase;
    private final List<GroupLifecycle> groups;
    private final ShutdownBudget budget;
    private final Runnable begin;
    private final @Nullable DefaultLifecycleProcessor processor;
    private final Duration timeout;

    /**
     * Creates a guard.
     *
     * @param phase the phase
     * @param groups the groups that drain in it
     * @param budget the time of all phases
     * @param begin runs when the phase begins to stop, at the latest
     * @param processor stops the phases; null if it is not Spring's, and nothing can be limited
     * @param timeout the time-out that Spring has for the phase by itself
     */
    PhaseGuard(
            int phase,
            List<GroupLifecycle> groups,
            ShutdownBudget budget,
            Runnable begin,
            @Nullable DefaultLifecycleProcessor processor,
            Duration timeout) {
        this.phase = phase;
        this.groups = groups;
        this.budget = budget;
        this.begin = begin;
        this.processor = processor;
        this.timeout = timeout;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        begin.run();
        long start = System.nanoTime();
        Duration share = budget.share(phase, timeout);
        awaitGroups(start);
        if (processor != null) {
            Duration left = share.minusNanos(System.nanoTime() - start);
            Duration least = groups.isEmpty() ? Duration.ZERO : CALLBACK_TIME;
            processor.setTimeoutForShutdownPhase(
                    phase, Durations.longer(left, least).toMillis());
        }
    }

    private void awaitGroups(long start) {
        groups.stream()
                .map(GroupLifecycle::longestWait)
                .max(Comparator.naturalOrder())
                .ifPresent(longest ->
                        groups.forEach(group -> group.awaitDrain(longest.minusNanos(System.nanoTime() - start))));
    }

    /** Always: Spring asks beans to stop only if they run, and others of the phase may be started again by hand. */
    @Override
    public boolean isRunning() {
        return true;
    }

    @Override
    public int getPhase() {
        return phase;
    }
}

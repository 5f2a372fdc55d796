package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.Ordered;

/**
 * Registers a lifecycle bean for each managed group, and raises Spring's time-outs so that Spring waits for it. When
 * this application context begins to close, the groups with {@code early-signal} get their signal.
 */
final class GroupLifecycles implements SmartInitializingSingleton, ApplicationListener<ContextClosedEvent>, Ordered {

    private final ConfigurableApplicationContext context;
    private final GroupRegistry groups;
    private final ShutdownBudget budget;
    private final GroupDrains drains;
    private final Duration springTimeout;

    private volatile List<GroupLifecycle> lifecycles = List.of();

    GroupLifecycles(
            ConfigurableApplicationContext context,
            GroupRegistry groups,
            ShutdownBudget budget,
            GroupDrains drains,
            LifecycleProperties springLifecycle) {
        this.context = context;
        this.groups = groups;
        this.budget = budget;
        this.drains = drains;
        this.springTimeout = springLifecycle.getTimeoutPerShutdownPhase();
    }

    @Override
    public void afterSingletonsInstantiated() {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        Map<Integer, List<GroupLifecycle>> phases = new TreeMap<>();
        // Singletons, not definitions: nothing can depend on them, and groups of any origin are treated alike.
        for (ManagedGroup managed : groups.managed()) {
            GroupLifecycle lifecycle = new GroupLifecycle(managed, budget, drains);
            beans.registerSingleton(managed.beanName() + ".lifecycle", lifecycle);
            phases.computeIfAbsent(lifecycle.getPhase(), phase -> new ArrayList<>())
                    .add(lifecycle);
        }
        // After all groups: Spring asks the beans of a phase to stop in the order in which they are known.
        phases.forEach((phase, inPhase) ->
                beans.registerSingleton("phaseGuard" + phase + ".lifecycle", new PhaseGuard(phase, inPhase)));
        lifecycles = phases.values().stream().flatMap(List::stream).toList();
        raiseSpringTimeouts(beans);
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) { // those of child contexts arrive here as well
            drains.timeline()
                    .record(
                            ShutdownEvent.CLOSE,
                            "The application closes: its groups may take " + Durations.format(budget.total()));
            lifecycles.forEach(GroupLifecycle::signalEarly);
        }
    }

    /** First of all listeners, after the clock: other listeners must not delay the signals. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 1;
    }

    private void raiseSpringTimeouts(ConfigurableListableBeanFactory beans) {
        String processorName = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME;
        if (beans.containsLocalBean(processorName)
                && beans.getBean(processorName) instanceof DefaultLifecycleProcessor processor) {
            for (ManagedGroup managed : groups.managed()) {
                int phase = managed.phase();
                Duration needed = budget.springTimeout(timeouts(phase), springTimeout);
                // Always: a processor that is not Boot's may have a shorter time-out, and has no getter for it.
                processor.setTimeoutForShutdownPhase(phase, needed.toMillis());
            }
        }
    }

    private Stream<Duration> timeouts(int phase) {
        return groups.managed().stream()
                .filter(managed -> managed.phase() == phase)
                .map(managed -> managed.settings().timeout());
    }
}

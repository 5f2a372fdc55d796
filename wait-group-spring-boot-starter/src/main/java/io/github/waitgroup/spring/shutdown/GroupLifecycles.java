package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * Gives each managed group a lifecycle bean, Spring enough time to wait for it, and all of them one budget that begins when
 * this application context begins to close.
 */
final class GroupLifecycles implements SmartInitializingSingleton, ApplicationListener<ContextClosedEvent>, Ordered {

    /** How much longer than a group Spring waits for its phase: it is the net under our own time-out, which decides. */
    static final Duration MARGIN = Duration.ofSeconds(5);

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
        // As singletons, not as definitions: nothing can depend on them, and groups of any origin are alike.
        for (ManagedGroup managed : groups.managed()) {
            GroupLifecycle lifecycle = new GroupLifecycle(managed, budget, drains, context);
            beans.registerSingleton(managed.beanName() + ".lifecycle", lifecycle);
            phases.computeIfAbsent(lifecycle.getPhase(), phase -> new ArrayList<>())
                    .add(lifecycle);
        }
        // After all groups: Spring asks the beans of a phase to stop in the order in which they are known.
        phases.forEach((phase, inPhase) ->
                beans.registerSingleton("groupPhase" + phase + ".lifecycle", new PhaseGuard(phase, inPhase)));
        lifecycles = phases.values().stream().flatMap(List::stream).toList();
        raiseSpringTimeouts(beans);
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) { // those of child contexts arrive here as well
            drains.timeline()
                    .tell(
                            ShutdownEvent.CLOSE,
                            "The application closes: its groups may take "
                                    + budget.left().toMillis() + " ms");
            budget.start();
            lifecycles.forEach(GroupLifecycle::signalEarly);
        }
    }

    /** First of all listeners: whatever the others do when the application closes is on the clock. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    private void raiseSpringTimeouts(ConfigurableListableBeanFactory beans) {
        String processorName = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME;
        if (beans.containsLocalBean(processorName)
                && beans.getBean(processorName) instanceof DefaultLifecycleProcessor processor) {
            for (ManagedGroup managed : groups.managed()) {
                int phase = managed.phase();
                Duration needed = longer(longest(phase).plus(MARGIN), springTimeout);
                // Always: a processor that is not Boot's may have less than springTimeout, and does not tell.
                processor.setTimeoutForShutdownPhase(phase, needed.toMillis());
            }
        }
    }

    private Duration longest(int phase) {
        return groups.managed().stream()
                .filter(managed -> managed.phase() == phase)
                .map(managed -> budget.limit(managed.settings().timeout()))
                .reduce(Duration.ZERO, GroupLifecycles::longer);
    }

    static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}

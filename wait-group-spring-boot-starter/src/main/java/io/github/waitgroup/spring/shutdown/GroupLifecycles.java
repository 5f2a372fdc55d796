package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import java.time.Duration;
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
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final ConfigurableApplicationContext context;
    private final GroupRegistry groups;
    private final ShutdownBudget budget;
    private final Duration springTimeout;

    GroupLifecycles(
            ConfigurableApplicationContext context,
            GroupRegistry groups,
            ShutdownBudget budget,
            LifecycleProperties springLifecycle) {
        this.context = context;
        this.groups = groups;
        this.budget = budget;
        this.springTimeout = springLifecycle.getTimeoutPerShutdownPhase();
    }

    @Override
    public void afterSingletonsInstantiated() {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        for (ManagedGroup managed : groups.managed()) {
            // As a singleton, not as a definition: nothing can depend on it, and groups of any origin are alike.
            beans.registerSingleton(managed.beanName() + ".lifecycle", new GroupLifecycle(managed, budget, context));
        }
        raiseSpringTimeouts(beans);
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) { // those of child contexts arrive here as well
            budget.start();
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
                int phase = managed.settings().phase();
                Duration needed = longer(longest(phase).plus(MARGIN), springTimeout);
                // Always: a processor that is not Boot's may have less than springTimeout, and does not tell.
                processor.setTimeoutForShutdownPhase(phase, needed.toMillis());
            }
        }
    }

    private Duration longest(int phase) {
        return groups.managed().stream()
                .map(ManagedGroup::settings)
                .filter(settings -> settings.phase() == phase)
                .map(settings -> budget.limit(settings.timeout()))
                .reduce(Duration.ZERO, GroupLifecycles::longer);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}

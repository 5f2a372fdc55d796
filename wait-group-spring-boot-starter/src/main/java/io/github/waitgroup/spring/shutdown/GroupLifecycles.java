package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
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
    private final JointDrain all;

    private volatile List<GroupLifecycle> lifecycles = List.of();

    GroupLifecycles(
            ConfigurableApplicationContext context,
            GroupRegistry groups,
            ShutdownBudget budget,
            GroupDrains drains,
            JointDrain all) {
        this.context = context;
        this.groups = groups;
        this.budget = budget;
        this.drains = drains;
        this.all = all;
    }

    @Override
    public void afterSingletonsInstantiated() {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        // Singletons, not definitions: nothing can depend on them, and groups of any origin are treated alike.
        List<GroupLifecycle> registered = new ArrayList<>();
        for (ManagedGroup managed : groups.managed()) {
            GroupLifecycle lifecycle = new GroupLifecycle(managed, budget, drains, all);
            beans.registerSingleton(lifecycle.beanName(), lifecycle);
            registered.add(lifecycle);
        }
        lifecycles = List.copyOf(registered);
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) { // those of child contexts arrive here as well
            budget.close();
            drains.timeline().record(ShutdownEvent.CLOSE, "The application closes: its shutdown may take " + budget);
            lifecycles.forEach(GroupLifecycle::signalEarly);
        }
    }

    /** First of all listeners, after the clock: other listeners must not delay the signals. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 1;
    }
}

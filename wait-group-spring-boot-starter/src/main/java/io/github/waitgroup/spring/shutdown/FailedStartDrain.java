package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.WaitGroupProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.context.Lifecycle;

/**
 * The drain of the groups of an application that fails to start, right before they are destroyed: each with its own
 * time-out, all of them within the budget. Without it, Spring would close them, which takes up to the core's time-out
 * for each.
 *
 * <p>No {@link GroupDrainedEvent} is published: its listeners may not exist yet, or may be destroyed already.
 */
final class FailedStartDrain implements DestructionAwareBeanPostProcessor {

    private final Lifecycle context;
    private final ObjectProvider<WaitGroupProperties> properties;
    private final ObjectProvider<ShutdownBudget> budget;
    private final ObjectProvider<ShutdownTimeline> timeline;

    /** Looked up when the first group is created: once the start has failed, Spring creates no more beans. */
    private volatile @Nullable Beans beans;

    FailedStartDrain(
            Lifecycle context,
            ObjectProvider<WaitGroupProperties> properties,
            ObjectProvider<ShutdownBudget> budget,
            ObjectProvider<ShutdownTimeline> timeline) {
        this.context = context;
        this.properties = properties;
        this.budget = budget;
        this.timeline = timeline;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof Group && beans == null) {
            beans = new Beans(
                    properties.getObject(), budget.getObject(), new GroupDrains(timeline.getObject(), event -> {}));
        }
        return bean;
    }

    @Override
    public boolean requiresDestruction(Object bean) {
        return bean instanceof Group;
    }

    @Override
    public void postProcessBeforeDestruction(Object bean, String beanName) {
        Beans known = beans;
        if (known != null
                && bean instanceof Group group
                && group.state() != Group.State.STOPPED
                && !context.isRunning()) {
            ManagedGroup managed = new ManagedGroup(beanName, group, known.properties.settings(group.name()), 0);
            new GroupLifecycle(managed, known.budget, known.drains).stop();
        }
    }

    private record Beans(WaitGroupProperties properties, ShutdownBudget budget, GroupDrains drains) {}
}

package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.WaitGroupProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.context.Lifecycle;

/**
 * Drains the groups of an application that fails to start, when nothing has stopped them before they are destroyed: each with its
 * own time-out, all of them within the budget. Spring would close them, which takes the core's time-out for each.
 *
 * <p>No {@link GroupDrainedEvent} is published: those who listen may not exist, or not any more.
 */
final class FailedStartDrain implements DestructionAwareBeanPostProcessor {

    private final Lifecycle context;
    private final ObjectProvider<WaitGroupProperties> properties;
    private final ObjectProvider<ShutdownBudget> budget;

    /** Both are looked up when the first group is created: once the start has failed, Spring creates no more beans. */
    private volatile @Nullable Settings settings;

    FailedStartDrain(
            Lifecycle context, ObjectProvider<WaitGroupProperties> properties, ObjectProvider<ShutdownBudget> budget) {
        this.context = context;
        this.properties = properties;
        this.budget = budget;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof Group && settings == null) {
            settings = new Settings(properties.getObject(), budget.getObject());
        }
        return bean;
    }

    @Override
    public boolean requiresDestruction(Object bean) {
        return bean instanceof Group;
    }

    @Override
    public void postProcessBeforeDestruction(Object bean, String beanName) {
        Settings known = settings;
        if (known != null
                && bean instanceof Group group
                && group.state() != Group.State.STOPPED
                && !context.isRunning()) {
            ManagedGroup managed = new ManagedGroup(beanName, group, known.properties.settings(group.name()), 0);
            new GroupLifecycle(managed, known.budget, new GroupDrains(new ShutdownTimeline()), event -> {}).stop();
        }
    }

    private record Settings(WaitGroupProperties properties, ShutdownBudget budget) {}
}

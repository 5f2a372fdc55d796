package io.github.waitgroup.spring.metrics;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * The meters of each group, with the tag {@code group}:
 *
 * <table>
 *   <caption>Meters</caption>
 *   <tr><th>Name</th><th>Type</th><th>Meaning</th></tr>
 *   <tr><td>{@code wait.group.tasks.active}</td><td>gauge</td><td>tasks that have not ended</td></tr>
 *   <tr><td>{@code wait.group.tasks.started}</td><td>counter</td><td>tasks that the group has accepted</td></tr>
 *   <tr><td>{@code wait.group.tasks.completed}</td><td>counter</td><td>those of them that ended normally</td></tr>
 *   <tr><td>{@code wait.group.tasks.failed}</td><td>counter</td><td>those of them that threw</td></tr>
 *   <tr><td>{@code wait.group.tasks.refused}</td><td>counter</td><td>tasks that came while the group was stopping or stopped</td></tr>
 * </table>
 *
 * <p>They read the counts that the group keeps anyway: a task costs nothing more. All are registered at start-up, because
 * registries are closed before the groups drain; what is registered by then can be scraped until the web server stops.
 */
public final class GroupMetrics implements MeterBinder {

    private final GroupRegistry groups;

    GroupMetrics(GroupRegistry groups) {
        this.groups = groups;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        groups.managed().stream().map(ManagedGroup::group).forEach(group -> bind(group, registry));
    }

    private static void bind(Group group, MeterRegistry registry) {
        Gauge.builder("wait.group.tasks.active", group, each -> each.counts().active())
                .tag("group", group.name())
                .description("Tasks that have not ended")
                .register(registry);
        count("started", "Tasks that the group has accepted", TaskCounts::accepted, group, registry);
        count("completed", "Tasks that ended normally", TaskCounts::completed, group, registry);
        count("failed", "Tasks that threw", TaskCounts::failed, group, registry);
        count("refused", "Tasks that came while the group was stopping", TaskCounts::refused, group, registry);
    }

    private static void count(
            String what, String description, ToDoubleFunction<TaskCounts> value, Group group, MeterRegistry registry) {
        FunctionCounter.builder("wait.group.tasks." + what, group, each -> value.applyAsDouble(each.counts()))
                .tag("group", group.name())
                .description(description)
                .register(registry);
    }
}

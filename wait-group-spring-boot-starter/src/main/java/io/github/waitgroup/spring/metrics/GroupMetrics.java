package io.github.waitgroup.spring.metrics;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongBiFunction;

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
 *   <tr><td>{@code wait.group.tasks.interrupted}</td><td>counter</td><td>tasks interrupted because the time of a drain was nearly up</td></tr>
 *   <tr><td>{@code wait.group.tasks.stragglers}</td><td>counter</td><td>tasks still active when the time of a drain was up</td></tr>
 * </table>
 *
 * <p>They read the counts that the group keeps anyway: a task costs nothing more. All are registered at start-up, because
 * registries are closed before the groups drain; what is registered by then can be scraped until the web server stops.
 */
public final class GroupMetrics implements MeterBinder {

    private final GroupRegistry groups;
    private final GroupDrains drains;

    GroupMetrics(GroupRegistry groups, GroupDrains drains) {
        this.groups = groups;
        this.drains = drains;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        groups.managed().stream().map(ManagedGroup::group).forEach(group -> bind(group, registry));
    }

    private void bind(Group group, MeterRegistry registry) {
        Gauge.builder("wait.group.tasks.active", group, each -> each.counts().active())
                .tag("group", group.name())
                .description("Tasks that have not ended")
                .register(registry);
        count("started", "Tasks that the group has accepted", TaskCounts::accepted, group, registry);
        count("completed", "Tasks that ended normally", TaskCounts::completed, group, registry);
        count("failed", "Tasks that threw", TaskCounts::failed, group, registry);
        count("refused", "Tasks that came while the group was stopping", TaskCounts::refused, group, registry);
        drained("interrupted", "Tasks interrupted near the end of a drain", GroupDrains::interrupted, group, registry);
        drained("stragglers", "Tasks still active at the end of a drain", GroupDrains::stragglers, group, registry);
    }

    private void drained(
            String what,
            String description,
            ToLongBiFunction<GroupDrains, String> value,
            Group group,
            MeterRegistry registry) {
        FunctionCounter.builder("wait.group.tasks." + what, drains, each -> value.applyAsLong(each, group.name()))
                .tag("group", group.name())
                .description(description)
                .register(registry);
    }

    private static void count(
            String what, String description, ToDoubleFunction<TaskCounts> value, Group group, MeterRegistry registry) {
        FunctionCounter.builder("wait.group.tasks." + what, group, each -> value.applyAsDouble(each.counts()))
                .tag("group", group.name())
                .description(description)
                .register(registry);
    }
}

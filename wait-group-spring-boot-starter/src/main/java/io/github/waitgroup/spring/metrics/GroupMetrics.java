package io.github.waitgroup.spring.metrics;

import io.github.waitgroup.Anomalies;
import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.TaskInstrumentation;
import io.github.waitgroup.spring.GroupInstrumentation;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.worker.PeriodicCalls;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The meters of each group.
 *
 * <p>Counters and gauges read the counts of the group; only the timers of tasks are notified of each task. All are
 * registered at start-up, because registries are closed before the groups drain. Meters that are registered by then can
 * be scraped until the web server stops.
 */
final class GroupMetrics implements MeterBinder, GroupInstrumentation {

    private static final String TASKS = "wait.group.tasks.";
    private static final String DRAIN = "wait.group.drain.";

    private final GroupRegistry groups;
    private final GroupDrains drains;
    private final PeriodicCalls calls;

    /**
     * The timers of each group, which may be notified of tasks before the registry is there. The keys are weak, because
     * the groups of child contexts come and go.
     */
    private final Map<Group, TaskTimers> timers = Collections.synchronizedMap(new WeakHashMap<>());

    GroupMetrics(GroupRegistry groups, GroupDrains drains, PeriodicCalls calls) {
        this.calls = calls;
        this.groups = groups;
        this.drains = drains;
    }

    @Override
    public TaskInstrumentation instrument(Group group) {
        return timers.computeIfAbsent(group, each -> new TaskTimers());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ManagedGroup managed : groups.managed()) {
            Group group = managed.group();
            bindTasks(group, registry);
            bindDrains(group.name(), registry);
            timers.computeIfAbsent(group, each -> new TaskTimers()).bind(group.name(), registry);
        }
    }

    private void bindTasks(Group group, MeterRegistry registry) {
        Gauge.builder(TASKS + "active", group, each -> each.counts().active())
                .tag("group", group.name())
                .description("Tasks that have not ended")
                .register(registry);
        if (group.limit().isPresent()) {
            Gauge.builder(TASKS + "waiting", group, Group::waiting)
                    .tag("group", group.name())
                    .description("Tasks that wait for their turn, because of the group's limit")
                    .register(registry);
        }
        TimeGauge.builder(TASKS + "oldest.age", group, TimeUnit.NANOSECONDS, this::oldestAge)
                .tag("group", group.name())
                .description("Time that the oldest active task has been under way")
                .register(registry);
        count("started", "Tasks that the group has accepted", TaskCounts::accepted, group, registry);
        count("completed", "Tasks that ended normally", TaskCounts::completed, group, registry);
        count("failed", "Tasks that threw", TaskCounts::failed, group, registry);
        count("refused", "Tasks that came while the group was stopping", TaskCounts::refused, group, registry);
        anomaly(
                "late",
                "Tasks that could not be refused while the group was stopping",
                Anomalies::late,
                group,
                registry);
        anomaly("leaked", "Tasks that nobody could end any more", Anomalies::leaked, group, registry);
        anomaly("outlived", "Tasks that ended after the work that started them", Anomalies::outlived, group, registry);
    }

    private double oldestAge(Group group) {
        PeriodicCalls.Work oldest = calls.oldestWork(group);
        return oldest == null ? 0 : oldest.age().toNanos();
    }

    private static void count(
            String what, String description, ToDoubleFunction<TaskCounts> value, Group group, MeterRegistry registry) {
        FunctionCounter.builder(TASKS + what, group, each -> value.applyAsDouble(each.counts()))
                .tag("group", group.name())
                .description(description)
                .register(registry);
    }

    private static void anomaly(
            String what, String description, ToDoubleFunction<Anomalies> value, Group group, MeterRegistry registry) {
        FunctionCounter.builder(TASKS + what, group, each -> value.applyAsDouble(each.anomalies()))
                .tag("group", group.name())
                .description(description)
                .register(registry);
    }

    private void bindDrains(String group, MeterRegistry registry) {
        total(
                TASKS + "interrupted",
                "Tasks interrupted near the end of a drain",
                GroupDrains.Totals::interrupted,
                group,
                registry);
        total(
                TASKS + "stragglers",
                "Tasks still active at the end of a drain",
                GroupDrains.Totals::stragglers,
                group,
                registry);
        total(
                DRAIN + "timeouts",
                "Drains that ended because their time was up",
                GroupDrains.Totals::timedOut,
                group,
                registry);
        FunctionTimer.builder(
                        DRAIN + "duration",
                        drains,
                        each -> each.totals(group).drains(),
                        each -> nanos(each.totals(group).duration()),
                        TimeUnit.NANOSECONDS)
                .tag("group", group)
                .description("Time that drains took")
                .register(registry);
    }

    private static double nanos(Duration duration) {
        return duration.toNanos();
    }

    private void total(
            String name,
            String description,
            ToDoubleFunction<GroupDrains.Totals> value,
            String group,
            MeterRegistry registry) {
        FunctionCounter.builder(name, drains, each -> value.applyAsDouble(each.totals(group)))
                .tag("group", group)
                .description(description)
                .register(registry);
    }
}

package io.github.waitgroup.sample.page;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.TaskOrigin;
import io.github.waitgroup.sample.page.Snapshot.DrainView;
import io.github.waitgroup.sample.page.Snapshot.EventView;
import io.github.waitgroup.sample.page.Snapshot.GroupView;
import io.github.waitgroup.sample.page.Snapshot.StragglerView;
import io.github.waitgroup.sample.page.Snapshot.TaskView;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes snapshots of all groups. Their size has a limit, however much is in flight. */
@Component
final class Snapshots {

    static final int MAX_TASKS = 20;
    static final int MAX_STRAGGLERS = 20;
    static final int MAX_EVENTS = 100;

    private final GroupRegistry groups;
    private final GroupDrains drains;
    private final ShutdownTimeline timeline;
    private final long startedAt = ManagementFactory.getRuntimeMXBean().getStartTime();

    Snapshots(GroupRegistry groups, GroupDrains drains, ShutdownTimeline timeline) {
        this.groups = groups;
        this.drains = drains;
        this.timeline = timeline;
    }

    Snapshot take() {
        List<ShutdownTimeline.Entry> events = timeline.entries();
        return new Snapshot(
                System.currentTimeMillis(),
                startedAt,
                groups.managed().stream().map(this::view).toList(),
                events.stream()
                        .skip(Math.max(0, events.size() - MAX_EVENTS))
                        .map(Snapshots::view)
                        .toList());
    }

    private GroupView view(ManagedGroup managed) {
        Group group = managed.group();
        TaskCounts counts = group.counts();
        return new GroupView(
                group.name(),
                group.state().name().toLowerCase(Locale.ROOT),
                counts.active(),
                counts.accepted(),
                counts.completed(),
                counts.failed(),
                counts.refused(),
                managed.settings().timeout().toMillis(),
                group.oldestTasks(MAX_TASKS).stream().map(Snapshots::view).toList(),
                drains.current(group.name()).map(Snapshots::view).orElse(null),
                drains.latest(group.name()).map(DrainReport::stragglers).orElse(List.of()).stream()
                        .limit(MAX_STRAGGLERS)
                        .map(Snapshots::view)
                        .toList());
    }

    private static TaskView view(ActiveTask task) {
        TaskOrigin origin = task.startedBy();
        return new TaskView(
                task.name(),
                task.age().toMillis(),
                origin == null ? null : origin.name(),
                origin != null && origin.hasEnded());
    }

    private static DrainView view(GroupDrains.Progress drain) {
        return new DrainView(drain.since().toEpochMilli(), drain.time().toMillis(), drain.activeAtStart());
    }

    private static StragglerView view(DrainReport.Straggler straggler) {
        return new StragglerView(
                straggler.task(),
                straggler.age().toMillis(),
                straggler.sinceStop().toMillis(),
                straggler.interrupted(),
                place(straggler.stack()));
    }

    private static EventView view(ShutdownTimeline.Entry entry) {
        return new EventView(
                entry.at().toEpochMilli(), entry.event().toString(), entry.group(), entry.active(), entry.message());
    }

    private static @Nullable String place(List<StackTraceElement> stack) {
        return stack.stream()
                .filter(frame -> !isOfJdk(frame.getClassName()))
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse(null);
    }

    private static boolean isOfJdk(String type) {
        return type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.");
    }
}

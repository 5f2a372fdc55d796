package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.JvmExit;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.Nouns;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** One drain of one group, step by step: wait, log the progress, interrupt, wait, report. */
final class GroupDrain {

    /** The time between two lines on the progress of a drain. */
    static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

    /** The limit of the tasks that are named at half time. */
    private static final int MAX_NAMED_TASKS = 5;

    private final Group group;
    private final Duration time;
    private final Duration interruptNotice;
    private final Duration progressInterval;
    private final GroupDrains drains;

    private final long start = System.nanoTime();
    private final Instant since = Instant.now();
    private final TaskCounts atStart;

    private GroupDrain(
            Group group, Duration time, Duration interruptNotice, Duration progressInterval, GroupDrains drains) {
        this.group = group;
        this.time = time;
        this.interruptNotice = interruptNotice;
        this.progressInterval = progressInterval;
        this.drains = drains;
        this.atStart = group.counts();
    }

    /** Begins the drain of a managed group, which may take {@code time}; all else is as its settings say. */
    static GroupDrain begin(ManagedGroup managed, Duration time, GroupDrains drains) {
        return begin(managed.group(), time, managed.settings().interruptBeforeEnd(), PROGRESS_INTERVAL, drains);
    }

    /**
     * Signals the tasks of a group to stop, and refuses others.
     *
     * @param time how long the drain takes at most
     * @param interruptBeforeEnd how long before its end tasks are interrupted, see {@link InterruptNotice}
     * @param progressInterval the time between two lines on its progress
     */
    static GroupDrain begin(
            Group group,
            Duration time,
            @Nullable Duration interruptBeforeEnd,
            Duration progressInterval,
            GroupDrains drains) {
        GroupDrain drain =
                new GroupDrain(group, time, InterruptNotice.of(time, interruptBeforeEnd), progressInterval, drains);
        drain.begin();
        return drain;
    }

    private void begin() {
        ShutdownEvent event = group.name().equals(Web.GROUP) ? ShutdownEvent.REFUSE : ShutdownEvent.DRAIN;
        record(
                event,
                isIdleSource() ? Level.DEBUG : event.level(),
                "Stopping group '" + group.name() + "': " + activeAtStart() + " in flight, at most "
                        + Durations.format(time));
        drains.begins(this);
        group.beginStop(time);
    }

    String group() {
        return group.name();
    }

    GroupDrains.Progress progress() {
        return new GroupDrains.Progress(since, time, activeAtStart());
    }

    /** Waits and reports. If the current thread is interrupted, the report follows at once. */
    DrainReport complete() {
        DrainReport report;
        try {
            report = awaitAndReport();
        } finally {
            drains.isOver(this);
        }
        ShutdownEvent event = report.isDrained() ? ShutdownEvent.DRAINED : ShutdownEvent.TIMED_OUT;
        boolean isNoNews = isIdleSource()
                && report.isDrained()
                && report.followUps() == 0
                && report.refusals().count() == 0;
        record(event, isNoNews ? Level.DEBUG : event.level(), report.toString());
        return report;
    }

    /** Whether the group is that of a source that has nothing in flight: many have one, which they never use. */
    private boolean isIdleSource() {
        return Sources.isGroup(group.name()) && activeAtStart() == 0;
    }

    private DrainReport awaitAndReport() {
        try {
            await();
        } catch (InterruptedException hurry) {
            record(
                    ShutdownEvent.CUT_SHORT,
                    "The drain of group '" + group.name() + "' is cut short: its thread was interrupted");
            interruptTasks();
            Thread.currentThread().interrupt();
        }
        DrainReport end = group.endStop();
        // Start and duration are those of the drain: the stop may have begun long before it.
        long accepted = group.counts().accepted();
        long followUps = accepted - atStart.accepted();
        DrainReport report = new DrainReport(
                end.group(),
                activeAtStart(),
                followUps,
                end.interrupted(),
                elapsed(),
                end.stragglers(),
                end.refusals());
        drains.ended(report, accepted);
        return report;
    }

    private void await() throws InterruptedException {
        leaveOutExiting();
        List<Step> steps = List.of(
                new Step(time.dividedBy(2), this::recordHalfTime),
                new Step(time.minus(interruptNotice), this::interruptTasks),
                new Step(time, () -> {}));
        Duration next = progressInterval;
        for (Step step : steps) {
            for (; next.compareTo(step.at) < 0; next = next.plus(progressInterval)) {
                if (awaitUntil(next)) {
                    return;
                }
                recordProgress();
            }
            if (awaitUntil(step.at)) {
                return;
            }
            step.action.run();
        }
    }

    private boolean awaitUntil(Duration sinceStart) throws InterruptedException {
        return group.await(sinceStart.minus(elapsed()));
    }

    private void recordProgress() {
        leaveOutExiting();
        List<ActiveTask> left = group.activeTasks();
        if (!left.isEmpty()) {
            ActiveTask oldest = left.get(0);
            record(
                    ShutdownEvent.PROGRESS,
                    "Draining group '" + group.name() + "': " + left(left) + ", oldest '" + oldest.name() + "' for "
                            + Durations.format(oldest.age()));
        }
    }

    private void recordHalfTime() {
        leaveOutExiting();
        List<ActiveTask> left = group.activeTasks();
        if (!left.isEmpty() && !time.isZero()) {
            List<ActiveTask> named = left.subList(0, Math.min(left.size(), MAX_NAMED_TASKS));
            String tasks = named.stream()
                    .map(task -> "'" + task.name() + "' for " + Durations.format(task.age()))
                    .collect(Collectors.joining(", "));
            String places = named.stream()
                    .map(task -> "\n  task '" + task.name() + "' " + TaskStack.place(task))
                    .collect(Collectors.joining());
            String more = left.size() > MAX_NAMED_TASKS ? " and " + (left.size() - MAX_NAMED_TASKS) + " more" : "";
            record(
                    ShutdownEvent.HALF_TIME,
                    "Half of the time of group '" + group.name() + "' is gone: " + left(left) + ", draining for "
                            + Durations.format(elapsed()) + ": " + tasks + more + places);
        }
    }

    private void interruptTasks() {
        int interrupted = group.interruptTasks();
        if (interrupted > 0) {
            drains.interrupted(group.name(), interrupted);
            record(
                    ShutdownEvent.INTERRUPT,
                    "Interrupted " + Nouns.counted(interrupted, "task") + " of group '" + group.name() + "', "
                            + timeLeft() + " before the end of its time");
        }
    }

    /** Tasks that have called System.exit wait for this very drain. */
    private void leaveOutExiting() {
        if (JvmExit.isInProgress()) {
            JvmExit.callers(group).forEach(task -> leaveOut(task, "called System.exit"));
        }
    }

    /** Leaves out a task that itself waits for the drain. */
    void leaveOut(ActiveTask task, String because) {
        if (group.leaveOutOfWaits(task)) {
            record(
                    ShutdownEvent.LEFT_OUT,
                    "Task '" + task.name() + "' of group '" + group.name() + "' " + because
                            + " and waits for the shutdown, so the shutdown does not wait for it. Let a thread that is"
                            + " not a task of the group do that:" + TaskStack.lines(task));
        }
    }

    private void record(ShutdownEvent event, String message) {
        record(event, event.level(), message);
    }

    private void record(ShutdownEvent event, Level level, String message) {
        drains.timeline().record(event, level, group, message);
    }

    private String left(List<ActiveTask> left) {
        long all = activeAtStart() + group.counts().accepted() - atStart.accepted();
        return left.size() + " of " + all + " left, " + timeLeft() + " to go";
    }

    private int activeAtStart() {
        return (int) atStart.active();
    }

    private String timeLeft() {
        return Durations.format(Durations.notNegative(time.minus(elapsed())));
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private record Step(Duration at, Runnable action) {}
}

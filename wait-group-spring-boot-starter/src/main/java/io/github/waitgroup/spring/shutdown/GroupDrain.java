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
    private final JointDrain all;

    private final long start = System.nanoTime();
    private final Instant since = Instant.now();
    private final TaskCounts atStart;

    private GroupDrain(
            Group group,
            Duration time,
            Duration interruptNotice,
            Duration progressInterval,
            GroupDrains drains,
            JointDrain all) {
        this.group = group;
        this.time = time;
        this.interruptNotice = interruptNotice;
        this.progressInterval = progressInterval;
        this.drains = drains;
        this.all = all;
        this.atStart = group.counts();
    }

    /** Begins the drain of a managed group, which may take {@code time}; all else is as its settings say. */
    static GroupDrain begin(ManagedGroup managed, Duration time, GroupDrains drains, JointDrain all) {
        return begin(managed.group(), time, managed.settings().interruptBeforeEnd(), PROGRESS_INTERVAL, drains, all);
    }

    /** Signals the tasks of a group to stop and refuses others, while the application goes on. */
    static GroupDrain begin(
            Group group,
            Duration time,
            @Nullable Duration interruptBeforeEnd,
            Duration progressInterval,
            GroupDrains drains) {
        return begin(group, time, interruptBeforeEnd, progressInterval, drains, JointDrain.alone());
    }

    /**
     * Signals the tasks of a group to stop, and refuses others.
     *
     * @param time how long the drain takes at most
     * @param interruptBeforeEnd how long before its end tasks are interrupted, see {@link InterruptNotice}
     * @param progressInterval the time between two lines on its progress
     * @param all the drain of all groups that this one is a part of
     */
    private static GroupDrain begin(
            Group group,
            Duration time,
            @Nullable Duration interruptBeforeEnd,
            Duration progressInterval,
            GroupDrains drains,
            JointDrain all) {
        GroupDrain drain = new GroupDrain(
                group, time, InterruptNotice.of(time, interruptBeforeEnd), progressInterval, drains, all);
        try {
            drain.begin();
        } catch (Throwable failure) {
            drain.giveUp(); // the others must not wait for it
            throw failure;
        }
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
        all.begin(group, time);
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
        List<Closed> closed;
        boolean staysOpen = false;
        try {
            staysOpen = awaitEnd() && !all.isLast(group);
            report = report(staysOpen ? group.stopReport() : group.endStop());
        } finally {
            drains.isOver(this);
            closed = leave(staysOpen);
        }
        ShutdownEvent event = report.isDrained() ? ShutdownEvent.DRAINED : ShutdownEvent.TIMED_OUT;
        boolean isNoNews = isIdleSource()
                && report.isDrained()
                && report.followUps() == 0
                && report.refusals().count() == 0;
        record(event, isNoNews ? Level.DEBUG : event.level(), report.toString());
        closed.forEach(this::report);
        return report;
    }

    /** Gives up the drain: its thread is blocked, or it has failed to begin. Nobody waits for it any more. */
    void giveUp() {
        drains.isOver(this);
        all.leave(group);
        leave(false);
    }

    /** Leaves the drain of all groups. Closes the groups that are still open if no drain is left; the log may block. */
    private List<Closed> leave(boolean staysOpen) {
        all.end(group, staysOpen);
        return all.takeOpen().stream()
                .map(open -> new Closed(open, open.endStop()))
                .toList();
    }

    /** Whether the group is that of a source that has nothing in flight: many have one, which they never use. */
    private boolean isIdleSource() {
        return Sources.isGroup(group.name()) && activeAtStart() == 0;
    }

    /** Reports on a group that has drained before, if follow-up work that it has accepted since has not ended. */
    private void report(Closed closed) {
        DrainReport report = closed.report;
        if (!report.isDrained()) {
            drains.ended(report, closed.group.counts().accepted());
            drains.timeline().record(ShutdownEvent.TIMED_OUT, closed.group, report.toString());
            drains.publish(report);
        }
    }

    /** Returns whether the group has drained. */
    private boolean awaitEnd() {
        try {
            return await();
        } catch (InterruptedException hurry) {
            record(
                    ShutdownEvent.CUT_SHORT,
                    "The drain of group '" + group.name() + "' is cut short: its thread was interrupted");
            interruptTasks(group, timeLeft());
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private DrainReport report(DrainReport end) {
        // Start and duration are those of the drain: the stop may have begun long before it.
        long accepted = group.counts().accepted();
        long followUps = accepted - atStart.accepted();
        DrainReport report = new DrainReport(
                end.group(),
                activeAtStart(),
                followUps,
                end.interrupted(),
                end.isDrained() ? elapsedUntilLastEnd() : elapsed(),
                end.stragglers(),
                end.refusals());
        drains.ended(report, accepted);
        return report;
    }

    /** A group that is idle waits for its neighbours, and has drained before them. */
    private Duration elapsedUntilLastEnd() {
        Duration sinceLastEnd = group.sinceLastEnd();
        return sinceLastEnd == null
                ? Duration.ZERO
                : Durations.notNegative(elapsed().minus(sinceLastEnd));
    }

    private boolean await() throws InterruptedException {
        leaveOutExiting();
        List<Step> steps = List.of(
                new Step(time.dividedBy(2), this::recordHalfTime),
                new Step(time.minus(interruptNotice), this::interruptTasks),
                new Step(time, () -> {}));
        Duration next = progressInterval;
        for (Step step : steps) {
            for (; next.compareTo(step.at) < 0; next = next.plus(progressInterval)) {
                if (awaitUntil(next)) {
                    return true;
                }
                recordProgress();
            }
            if (awaitUntil(step.at)) {
                return true;
            }
            step.action.run();
        }
        if (isIdle()) {
            return awaitNeighbours();
        }
        recordStillStarting();
        interruptTasks(); // if it was idle until shortly before the end
        return false;
    }

    private boolean isIdle() throws InterruptedException {
        return group.await(Duration.ZERO);
    }

    /** Waits for neighbours that have more time, and may still start tasks in this group. */
    private boolean awaitNeighbours() throws InterruptedException {
        for (Duration left = all.timeOfPhase(group); left.compareTo(Duration.ZERO) > 0; left = all.timeOfPhase(group)) {
            if (all.await(group, left.minus(interruptNotice))) {
                return true;
            }
            interruptTasks();
            if (all.await(group, all.timeOfPhase(group))) {
                return true;
            }
        }
        recordStillStarting();
        return isIdle();
    }

    private void recordStillStarting() {
        List<String> groups = all.stillAccepting(group);
        if (groups.size() > 1 && groups.contains(group.name())) {
            record(
                    ShutdownEvent.STILL_STARTING,
                    "The time of group '" + group.name() + "' is up, and tasks of the groups " + groups
                            + " still start tasks in each other");
        }
    }

    private boolean awaitUntil(Duration sinceStart) throws InterruptedException {
        return all.await(group, sinceStart.minus(elapsed()));
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
        all.halfIsOver(group);
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

    /** Not those of an idle group: whatever its neighbours may still start in it has their time. */
    private void interruptTasks() {
        if (group.counts().active() > 0) {
            interruptTasks(group, timeLeft());
        }
        all.drainedBefore(group).forEach(open -> interruptTasks(open, timeLeft()));
    }

    private void interruptTasks(Group busy, String timeLeft) {
        int interrupted = busy.interruptTasks();
        if (interrupted > 0) {
            drains.interrupted(busy.name(), interrupted);
            drains.timeline()
                    .record(
                            ShutdownEvent.INTERRUPT,
                            busy,
                            "Interrupted " + Nouns.counted(interrupted, "task") + " of group '" + busy.name() + "', "
                                    + timeLeft + " before the end of its time");
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

    /** A group that stayed open after its drain, and is closed. */
    private record Closed(Group group, DrainReport report) {}

    private record Step(Duration at, Runnable action) {}
}

package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/** One drain of one group, step by step: wait, tell how it goes, interrupt, wait, report. */
final class GroupDrain {

    /** How often a drain tells how far it is. */
    static final Duration PROGRESS = Duration.ofSeconds(5);

    /** How many tasks are named at half time. */
    private static final int NAMED = 5;

    private final Group group;
    private final Duration time;
    private final Duration interruptBeforeEnd;
    private final Duration progress;
    private final GroupDrains drains;

    private final long start = System.nanoTime();

    private final TaskCounts atStart;

    private final Instant since = Instant.now();

    private GroupDrain(Group group, Duration time, Duration interruptBeforeEnd, Duration progress, GroupDrains drains) {
        this.group = group;
        this.time = time;
        this.interruptBeforeEnd =
                interruptBeforeEnd.compareTo(time.dividedBy(2)) < 0 ? interruptBeforeEnd : time.dividedBy(2);
        this.progress = progress;
        this.drains = drains;
        this.atStart = group.counts();
        tell(
                Level.INFO,
                group.name().equals(Web.GROUP) ? ShutdownEvent.REFUSE : ShutdownEvent.DRAIN,
                activeAtStart(),
                "Stopping group '" + group.name() + "': " + activeAtStart() + " in flight, at most " + time.toMillis()
                        + " ms");
        drains.begins(this);
        group.beginStop(time);
    }

    /** Begins the drain of a managed group that may take {@code time}, and is otherwise as its settings say. */
    static GroupDrain begin(ManagedGroup managed, Duration time, GroupDrains drains) {
        return begin(managed.group(), time, managed.settings().interruptBeforeEnd(), PROGRESS, drains);
    }

    /**
     * Tells the tasks of a group to stop, and refuses others.
     *
     * @param time how long the drain takes at most
     * @param interruptBeforeEnd how long before its end tasks are interrupted; at most half of the time
     * @param progress how often it tells how far it is
     */
    static GroupDrain begin(
            Group group, Duration time, Duration interruptBeforeEnd, Duration progress, GroupDrains drains) {
        return new GroupDrain(group, time, interruptBeforeEnd, progress, drains);
    }

    String group() {
        return group.name();
    }

    GroupDrains.Progress progress() {
        return new GroupDrains.Progress(since, time, activeAtStart());
    }

    /** Waits and reports. If the current thread is interrupted it reports at once. */
    DrainReport complete() {
        DrainReport report;
        try {
            report = awaitAndReport();
        } finally {
            drains.isOver(this);
        }
        tell(
                report.isDrained() ? Level.INFO : Level.WARN,
                report.isDrained() ? ShutdownEvent.DRAINED : ShutdownEvent.TIMED_OUT,
                report.activeAtEnd(),
                report.toString());
        return report;
    }

    private DrainReport awaitAndReport() {
        try {
            await();
        } catch (InterruptedException hurry) {
            tell(
                    Level.WARN,
                    ShutdownEvent.CUT_SHORT,
                    active(),
                    "The drain of group '" + group.name() + "' is cut short: its thread was interrupted");
            interruptTasks();
            Thread.currentThread().interrupt();
        }
        DrainReport stop = group.stop(Duration.ZERO);
        // The stop may have begun long before the drain.
        long accepted = group.counts().accepted();
        long followUps = accepted - atStart.accepted();
        DrainReport report = new DrainReport(
                stop.group(), activeAtStart(), followUps, stop.interrupted(), elapsed(), stop.stragglers());
        drains.ended(report, accepted);
        return report;
    }

    private void await() throws InterruptedException {
        leaveOutExiting();
        List<Step> steps = List.of(
                new Step(time.dividedBy(2), this::tellHalfTime),
                new Step(time.minus(interruptBeforeEnd), this::interruptTasks),
                new Step(time, () -> {}));
        Duration next = progress;
        for (Step step : steps) {
            for (; next.compareTo(step.at) < 0; next = next.plus(progress)) {
                if (awaitUntil(next)) {
                    return;
                }
                tellProgress();
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

    private void tellProgress() {
        leaveOutExiting();
        List<ActiveTask> left = group.activeTasks();
        if (!left.isEmpty()) {
            ActiveTask oldest = left.get(0);
            tell(
                    Level.INFO,
                    ShutdownEvent.PROGRESS,
                    left.size(),
                    "Draining group '" + group.name() + "': " + left(left) + ", oldest '" + oldest.name() + "' for "
                            + seconds(oldest.age()));
        }
    }

    private void tellHalfTime() {
        leaveOutExiting();
        List<ActiveTask> left = group.activeTasks();
        if (!left.isEmpty() && !time.isZero()) {
            List<ActiveTask> named = left.subList(0, Math.min(left.size(), NAMED));
            String tasks = named.stream()
                    .map(task -> "'" + task.name() + "' for " + seconds(task.age()))
                    .collect(Collectors.joining(", "));
            String places = named.stream()
                    .map(task -> "\n  task '" + task.name() + "' at " + TaskStack.place(task))
                    .collect(Collectors.joining());
            String more = left.size() > NAMED ? " and " + (left.size() - NAMED) + " more" : "";
            tell(
                    Level.WARN,
                    ShutdownEvent.HALF_TIME,
                    left.size(),
                    "Half of the time of group '" + group.name() + "' is gone: " + left(left) + ", draining for "
                            + seconds(elapsed()) + ": " + tasks + more + places);
        }
    }

    private void interruptTasks() {
        int interrupted = group.interruptTasks();
        if (interrupted > 0) {
            drains.interrupted(group.name(), interrupted);
            tell(
                    Level.WARN,
                    ShutdownEvent.INTERRUPT,
                    interrupted,
                    "Interrupted " + interrupted + " task(s) of group '" + group.name() + "', " + timeLeft()
                            + " before the end of its time");
        }
    }

    /** A task that has called System.exit waits for this very drain. */
    private void leaveOutExiting() {
        if (JvmExit.isInProgress()) {
            JvmExit.callers(group).forEach(task -> leaveOut(task, "called System.exit"));
        }
    }

    /** Does not wait for a task that itself waits for the drain. */
    void leaveOut(ActiveTask task, String because) {
        if (group.leaveOutOfWaits(task)) {
            tell(
                    Level.WARN,
                    ShutdownEvent.LEFT_OUT,
                    active(),
                    "Task '" + task.name() + "' of group '" + group.name() + "' " + because
                            + " and waits for the shutdown, so the shutdown does not wait for it. Let a thread that is not"
                            + " a task of the group do that:" + TaskStack.lines(task));
        }
    }

    private void tell(Level level, ShutdownEvent event, int active, String message) {
        drains.timeline().tell(level, event, group.name(), active, message);
    }

    private int active() {
        return (int) group.counts().active();
    }

    private String left(List<ActiveTask> left) {
        long all = activeAtStart() + group.counts().accepted() - atStart.accepted();
        return left.size() + " of " + all + " left, " + timeLeft() + " to go";
    }

    private int activeAtStart() {
        return (int) atStart.active();
    }

    private String timeLeft() {
        Duration left = time.minus(elapsed());
        return seconds(left.isNegative() ? Duration.ZERO : left);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private record Step(Duration at, Runnable action) {}
}

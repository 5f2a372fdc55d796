package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.DrainReport;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.Outsiders;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/**
 * The drains of the groups since the application was started: those under way, and totals of those that have ended. One
 * group can be stopped alone, through the endpoint, while the application goes on.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class GroupDrains {

    private final ShutdownTimeline timeline;
    private final ApplicationEventPublisher events;
    private final Map<String, History> histories;

    GroupDrains(ShutdownTimeline timeline, ApplicationEventPublisher events) {
        this(timeline, events, new ConcurrentHashMap<>());
    }

    private GroupDrains(ShutdownTimeline timeline, ApplicationEventPublisher events, Map<String, History> histories) {
        this.timeline = timeline;
        this.events = events;
        this.histories = histories;
    }

    /** A view of the same drains that does not notify the application of their ends. */
    GroupDrains withoutEvents() {
        return new GroupDrains(timeline, event -> {}, histories);
    }

    /** The record of the events of the drains. */
    ShutdownTimeline timeline() {
        return timeline;
    }

    /**
     * Stops a group as it is stopped when the application closes, and waits until it has drained or its time is up. It
     * accepts no tasks until the application is started again.
     *
     * @param managed the group
     * @return how the drain ended
     * @throws IllegalStateException if called by a task of the group, which is not stopped then
     */
    public DrainReport stop(ManagedGroup managed) {
        // Before anything is stopped.
        Outsiders.require(managed.group(), "stop the group from outside, or with beginStop, which does not wait");
        DrainReport report = GroupDrain.begin(managed, managed.settings().timeout(), this, JointDrain.alone())
                .complete();
        publish(report);
        return report;
    }

    /** Notifies the application of the end of a drain. */
    void publish(DrainReport report) {
        events.publishEvent(new GroupDrainedEvent(report));
    }

    /**
     * The drain of a group that is under way: the latest one, if there are several at the same time.
     *
     * @param group the name of the group
     * @return the drain; empty if the group is not being drained
     */
    public Optional<Progress> current(String group) {
        return Optional.ofNullable(history(group).underWay.peekLast()).map(GroupDrain::progress);
    }

    /**
     * The report of the latest drain of a group.
     *
     * @param group the name of the group
     * @return the report; empty if no drain of the group has ended
     */
    public Optional<DrainReport> latest(String group) {
        return Optional.ofNullable(history(group).latest);
    }

    /**
     * The totals of all drains of a group that have ended.
     *
     * @param group the name of the group
     * @return the totals, which agree with one another
     */
    public Totals totals(String group) {
        return history(group).totals;
    }

    void begins(GroupDrain drain) {
        history(drain.group()).underWay.add(drain);
    }

    /** Removes a drain that is over, whether there is a report or not. */
    void isOver(GroupDrain drain) {
        history(drain.group()).underWay.remove(drain);
    }

    void interrupted(String group, int tasks) {
        history(group).add(0, Duration.ZERO, 0, tasks, 0);
    }

    /** @param accepted how many tasks the group has accepted since it was created */
    void ended(DrainReport report, long accepted) {
        history(report.group()).ended(report, accepted);
    }

    private History history(String group) {
        return histories.computeIfAbsent(group, name -> new History());
    }

    /**
     * A drain that is under way.
     *
     * @param since when it began
     * @param time how long it may take
     * @param activeAtStart tasks that were active when it began
     */
    public record Progress(Instant since, Duration time, int activeAtStart) {}

    /**
     * Sums over drains that have ended. Interrupted tasks count from the moment of the interrupt.
     *
     * @param drains how many have ended
     * @param duration how long they took
     * @param timedOut how many of them ended because their time was up
     * @param interrupted tasks that were interrupted because the time was nearly up
     * @param stragglers tasks that were still active when the time was up, each counted once
     */
    public record Totals(long drains, Duration duration, long timedOut, long interrupted, long stragglers) {}

    private static final class History {

        /** More than one if a group is stopped through the endpoint while the application closes. */
        final Deque<GroupDrain> underWay = new ConcurrentLinkedDeque<>();

        volatile @Nullable DrainReport latest;
        volatile Totals totals = new Totals(0, Duration.ZERO, 0, 0, 0);

        /** When the latest drain ended: older tasks were among its stragglers, and are counted already. */
        private @Nullable Long endedNanos;

        private long acceptedByThen;

        synchronized void ended(DrainReport report, long accepted) {
            long now = System.nanoTime();
            add(1, report.elapsed(), report.isDrained() ? 0 : 1, 0, newStragglers(report, now, accepted));
            endedNanos = now;
            acceptedByThen = accepted;
            latest = report;
        }

        private int newStragglers(DrainReport report, long now, long accepted) {
            if (endedNanos == null) {
                return report.activeAtEnd();
            }
            if (accepted == acceptedByThen) {
                return 0;
            }
            Duration sinceLatest = Duration.ofNanos(now - endedNanos);
            return (int) report.stragglers().stream()
                    .filter(straggler -> straggler.age().compareTo(sinceLatest) < 0)
                    .count();
        }

        synchronized void add(int drains, Duration duration, int timedOut, int interrupted, int stragglers) {
            Totals before = totals;
            totals = new Totals(
                    before.drains + drains,
                    before.duration.plus(duration),
                    before.timedOut + timedOut,
                    before.interrupted + interrupted,
                    before.stragglers + stragglers);
        }
    }
}

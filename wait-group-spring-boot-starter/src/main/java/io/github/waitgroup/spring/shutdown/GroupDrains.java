package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.DrainReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * How the drains of the groups go, and went since the application was started.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class GroupDrains {

    private final Map<String, History> histories = new ConcurrentHashMap<>();
    private final ShutdownTimeline timeline;

    GroupDrains(ShutdownTimeline timeline) {
        this.timeline = timeline;
    }

    /** Where the events of the drains are told. */
    ShutdownTimeline timeline() {
        return timeline;
    }

    /**
     * The drain of a group that has begun and has not ended: the latest, if there are several at the same time.
     *
     * @param group the name of the group
     * @return the drain; empty if the group is not being drained
     */
    public Optional<Progress> current(String group) {
        return Optional.ofNullable(history(group).underWay.peekLast()).map(GroupDrain::progress);
    }

    /**
     * How the latest drain of a group ended.
     *
     * @param group the name of the group
     * @return the report; empty if the group was not drained yet
     */
    public Optional<DrainReport> latest(String group) {
        return Optional.ofNullable(history(group).latest);
    }

    /**
     * What all drains of a group that have ended come to.
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

    /** Notes that a drain is over, whether there is a report or not. */
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
     * Sums over drains that have ended; interrupts count when they happen.
     *
     * @param drains how many have ended
     * @param duration how long they took
     * @param timedOut how many of them ended because their time was up
     * @param interrupted tasks that were interrupted because the time was nearly up
     * @param stragglers tasks that were still active when the time was up, each counted once
     */
    public record Totals(long drains, Duration duration, long timedOut, long interrupted, long stragglers) {}

    private static final class History {

        /** More than one if a group is stopped by hand while the application closes. */
        final Deque<GroupDrain> underWay = new ConcurrentLinkedDeque<>();

        volatile @Nullable DrainReport latest;
        volatile Totals totals = new Totals(0, Duration.ZERO, 0, 0, 0);

        /** When the latest drain ended: tasks that are older were among its stragglers, and are counted. */
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

package io.github.waitgroup.spring.report;

import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.shutdown.GroupDrains;

/**
 * Sums over all groups of an application.
 *
 * @param accepted accepted tasks
 * @param completed tasks that ended normally
 * @param failed tasks that threw
 * @param refused tasks that came too late
 * @param interrupted tasks that were interrupted because the time was nearly up
 * @param stragglers tasks that were still active when the time of their group was up
 */
record Tally(long accepted, long completed, long failed, long refused, long interrupted, long stragglers) {

    private static final Tally ZERO = new Tally(0, 0, 0, 0, 0, 0);

    /** The sums since the start of the application. */
    static Tally of(ClosingApplication application) {
        return application.groups().stream()
                .map(group -> of(group, application.drains()))
                .reduce(ZERO, Tally::plus);
    }

    private static Tally of(ManagedGroup managed, GroupDrains drains) {
        TaskCounts counts = managed.group().counts();
        GroupDrains.Totals totals = drains.totals(managed.name());
        return new Tally(
                counts.accepted(),
                counts.completed(),
                counts.failed(),
                counts.refused(),
                totals.interrupted(),
                totals.stragglers());
    }

    private Tally plus(Tally other) {
        return new Tally(
                accepted + other.accepted,
                completed + other.completed,
                failed + other.failed,
                refused + other.refused,
                interrupted + other.interrupted,
                stragglers + other.stragglers);
    }

    Tally minus(Tally before) {
        return new Tally(
                accepted - before.accepted,
                completed - before.completed,
                failed - before.failed,
                refused - before.refused,
                interrupted - before.interrupted,
                stragglers - before.stragglers);
    }
}

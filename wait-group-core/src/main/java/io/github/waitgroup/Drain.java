package io.github.waitgroup;

import io.github.waitgroup.DrainReport.Straggler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The part of a stop that takes time: waits for the tasks of an epoch, interrupts them near the end, and reports. */
final class Drain {

    private static final long MAX_INTERRUPT_NOTICE_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long taking stacks may last: one of a platform thread may take a millisecond. */
    private static final long MAX_STACKS_NANOS = Duration.ofMillis(250).toNanos();

    private final Members members;
    private final Epoch stopping;

    Drain(Members members, Epoch stopping) {
        this.members = members;
        this.stopping = stopping;
    }

    /** How long before the end of a stop its tasks are interrupted. */
    static long interruptNotice(long timeout) {
        return Math.min(timeout / 10, MAX_INTERRUPT_NOTICE_NANOS);
    }

    /**
     * Drains within the given time. If the current thread is interrupted, the rest is interrupted and reported at once.
     */
    DrainReport execute(long timeout) {
        Start start = start();
        boolean cutShort = awaitOrInterrupt(timeout);
        DrainReport report = end(start);
        if (cutShort) {
            Thread.currentThread().interrupt();
        }
        return report;
    }

    /** Ends the stop and reports, without a wait. */
    DrainReport end() {
        return end(start());
    }

    /** Reports how the stop stands, and does not end it. */
    DrainReport report() {
        return report(start(), members.standing(), true);
    }

    private DrainReport end(Start start) {
        DrainReport report = report(start, stopping.endStop(), false);
        FlightRecords.drained(report);
        return report;
    }

    private DrainReport report(Start start, Standing last, boolean withoutStrays) {
        Standing first = start.standing;
        List<Straggler> stragglers = stragglers(withoutStrays);
        return new DrainReport(
                stopping.group().name(),
                first.active(),
                Math.max(0, last.accepted() - first.accepted()), // what could not be started was accepted for a moment
                stopping.interrupted() - start.interrupted,
                since(first.nanos()),
                stragglers,
                stopping.refusals());
    }

    /** The start of the stop, which has begun; if it has ended, the start of another drain after it. */
    private Start start() {
        return stopping.hasEnded()
                ? new Start(standingNow(), stopping.interrupted())
                : new Start(stopping.standingAtStop(), 0);
    }

    /** How the tasks of an epoch stand whose stop has ended, after which there is no follow-up work. */
    private Standing standingNow() {
        long active = members.active().stream()
                .filter(member -> stopping.concerns(member.epoch()))
                .count();
        return new Standing(
                System.nanoTime(), (int) active, stopping.standingAtEnd().accepted());
    }

    /** Returns whether the wait was cut short by an interrupt of the current thread. */
    private boolean awaitOrInterrupt(long timeout) {
        long start = System.nanoTime();
        long notice = interruptNotice(timeout);
        try {
            if (!members.await(stopping, timeout - notice)) {
                interruptTasks(notice);
                members.await(stopping, Nanos.left(start, timeout));
            }
            return false;
        } catch (InterruptedException e) {
            interruptTasks(0);
            return true;
        }
    }

    /**
     * Interrupts the tasks of the epoch, unless they have been, and returns how many: for how long at most, {@link
     * Sweep} says.
     */
    private int interruptTasks(long nanos) {
        if (!stopping.beginInterrupting()) { // before the sweep: a task that it misses sees this once it has started
            return 0;
        }
        try {
            List<Member> awaited = members.active();
            awaited.removeIf(member -> member.leftOut || !stopping.concerns(member.epoch()));
            new Sweep(awaited, stopping).execute(nanos);
            return (int) awaited.stream()
                    .filter(member -> member.wasInterruptedFor(stopping))
                    .count();
        } catch (Throwable noMemory) { // or no room on the stack
            stopping.interruptAgain(); // the next stop does; none is interrupted twice
            throw noMemory;
        }
    }

    /** The same, for as long as a stop would take for it. */
    int interruptTasks() {
        return interruptTasks(MAX_INTERRUPT_NOTICE_NANOS);
    }

    private List<Straggler> stragglers(boolean withoutStrays) {
        Duration sinceStop = since(stopping.signalledNanos());
        List<Straggler> stragglers = new ArrayList<>();
        long start = System.nanoTime();
        for (Member member : members.oldestFirst()) {
            if (stopping.concerns(member.epoch()) && !(withoutStrays && member.lineage() != Lineage.KIN)) {
                boolean withStack =
                        stragglers.size() < Group.MAX_STACKS_IN_REPORT && Nanos.left(start, MAX_STACKS_NANOS) > 0;
                stragglers.add(member.straggler(sinceStop, withStack));
            }
        }
        return stragglers;
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /**
     * The start of a drain.
     *
     * @param standing how the tasks stood
     * @param interrupted how many tasks had been interrupted
     */
    private record Start(Standing standing, int interrupted) {}
}

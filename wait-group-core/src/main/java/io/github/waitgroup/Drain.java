package io.github.waitgroup;

import io.github.waitgroup.DrainReport.Straggler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The part of a stop that takes time: waits for the tasks of a run, interrupts them near the end, and reports. */
final class Drain {

    private static final long MAX_INTERRUPT_NOTICE_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long taking stacks may last: one of a platform thread may take a millisecond. */
    private static final long MAX_STACKS_NANOS = Duration.ofMillis(250).toNanos();

    private final Members members;
    private final Epoch stopping;
    private final Supplier<Standing> end;

    /** @param end refuses follow-up work, and returns how the tasks of the run stand then */
    Drain(Members members, Epoch stopping, Supplier<Standing> end) {
        this.members = members;
        this.stopping = stopping;
        this.end = end;
    }

    /**
     * Drains within the given time. If the current thread is interrupted, the rest is interrupted and reported at once.
     */
    DrainReport execute(long timeout) {
        Standing start = stopping.hasEnded() ? standingNow() : stopping.standingAtStop();
        int interruptedBefore = stopping.hasEnded() ? stopping.interrupted() : 0;
        boolean cutShort = awaitOrInterrupt(timeout);
        Standing last = end.get();
        List<Straggler> stragglers = stragglers();
        DrainReport report = new DrainReport(
                stopping.group().name(),
                start.active(),
                Math.max(0, last.accepted() - start.accepted()), // what could not be started was accepted for a moment
                stopping.interrupted() - interruptedBefore,
                since(start.nanos()),
                stragglers);
        if (cutShort) {
            Thread.currentThread().interrupt();
        }
        return report;
    }

    /** How the tasks of a run stand whose stop has ended, after which there is no follow-up work. */
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
        long notice = Math.min(timeout / 10, MAX_INTERRUPT_NOTICE_NANOS);
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
     * Interrupts the tasks of the run, unless they have been, and returns how many: for how long at most, {@link Sweep}
     * says.
     */
    private int interruptTasks(long nanos) {
        if (!stopping.beginInterrupting()) { // before the sweep: a task that it misses sees this once it has started
            return 0;
        }
        try {
            List<Member> awaited = members.active();
            awaited.removeIf(member -> member.detached || !stopping.concerns(member.epoch()));
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

    private List<Straggler> stragglers() {
        Duration sinceStop = since(stopping.signalledNanos());
        List<Straggler> stragglers = new ArrayList<>();
        long start = System.nanoTime();
        for (Member member : members.oldestFirst()) {
            if (stopping.concerns(member.epoch())) {
                boolean withStack = stragglers.size() < Group.MAX_STACKS && Nanos.left(start, MAX_STACKS_NANOS) > 0;
                stragglers.add(member.straggler(sinceStop, withStack));
            }
        }
        return stragglers;
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}

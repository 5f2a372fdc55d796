package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import io.github.waitgroup.DrainReport.Place;
import io.github.waitgroup.DrainReport.Straggler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** A task of a group and the thread that runs it: from the moment it is offered until it has ended. */
class Member implements Runnable, Thread.UncaughtExceptionHandler {

    /*
     * The thread of a task has the member as its uncaught exception handler, and is found by that: see `of`.
     *
     * The state says who ends the member:
     *
     *   ALONE ----------------------> LEFT     the thread that ends the task, under no lock
     *     |                            ^
     *     +------> MARKED, STRAY ------+       the same thread, under the lock of the stripe
     *
     * Whoever needs to know when a certain member ends marks it, under the lock. So either the mark comes first, and
     * the end takes the lock and sees it; or the member has left, and is not marked.
     */

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Member.class, "state", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final AtomicIntegerFieldUpdater<Member> INTERRUPTED_BY =
            AtomicIntegerFieldUpdater.newUpdater(Member.class, "interruptedBy");

    private static final AtomicIntegerFieldUpdater<Member> BEGUN =
            AtomicIntegerFieldUpdater.newUpdater(Member.class, "begun");

    private static final AtomicReferenceFieldUpdater<Member, @Nullable Origin> AS_ORIGIN =
            AtomicReferenceFieldUpdater.newUpdater(Member.class, Origin.class, "asOrigin");

    /** The body of a task that has no thread of its own. */
    private static final ThrowingRunnable<?> NONE = () -> {};

    // Every field counts: there may be a million members.

    // The states: a byte, for which there is room.
    private static final byte ALONE = 0;
    private static final byte MARKED = 1;
    private static final byte STRAY = 2;
    private static final byte LEFT = 3;

    private final String name;
    private final ThrowingRunnable<?> body;
    private final Thread thread;
    private final long started;
    private final @Nullable Origin origin = Guest.originOfNext();

    /** What others keep of the task; null until the first does. */
    private volatile @Nullable Origin asOrigin;

    private volatile Epoch epoch;

    @SuppressWarnings("UnusedVariable") // through INTERRUPTED_BY
    private volatile int interruptedBy;

    @SuppressWarnings("UnusedVariable") // through BEGUN
    private volatile int begun;

    private volatile byte state;

    // Where the member is listed, and whether waits leave it out: written under the lock of the stripe.
    @Nullable
    Stripe stripe;

    @Nullable
    Chunk chunk;

    byte place;
    long id;
    volatile boolean leftOut;

    /** Whether the task is meant to last. */
    volatile boolean longRunning;

    /** Creates a member with an unstarted thread. */
    Member(String name, ThrowingRunnable<?> body, Epoch epoch, TaskThreads.Factory threads, String threadName) {
        this.name = name;
        this.body = body;
        this.epoch = epoch;
        this.started = epoch.group().execution().startTime();
        // The thread gets this member, and does not run before the member is complete.
        this.thread = unstarted(threads, threadName);
    }

    /** Creates a member that has no thread of its own; {@code thread} is that of the caller. */
    Member(String name, Epoch epoch, Thread thread) {
        this(name, NONE, epoch, thread);
    }

    /** Creates a member that has no thread of its own yet; {@code thread} stands for it. */
    Member(String name, ThrowingRunnable<?> body, Epoch epoch, Thread thread) {
        this.name = name;
        this.body = body;
        this.epoch = epoch;
        this.started = System.nanoTime();
        this.thread = thread;
    }

    /** Starts the task in its thread. Returns false if the task is refused. */
    final boolean start(Members members) {
        Stack.ensureRoom();
        if (!members.accept(this)) {
            return false;
        }
        FlightRecords.started(this);
        try {
            thread.start();
        } catch (Throwable notStarted) {
            if (begins()) {
                members.leave(this, null);
                throw notStarted;
            } // else a carrier has taken it all the same: it runs
        }
        return true;
    }

    @Override
    public void run() {
        if (begins()) {
            execute();
        }
    }

    /** Executes the task in its own thread, which has just begun. */
    final void execute() {
        Epoch current = epoch.group().members().epoch();
        if (current.isInterrupting()) { // the sweep may have missed the task, or have found no thread
            interrupt(current);
        }
        epoch.group().execution().run(this);
    }

    /** Returns a thread for the task, which is found by it from then on. */
    final Thread unstarted(TaskThreads.Factory threads, String threadName) {
        Thread unstarted = requireNonNull(threads.unstarted(threadName, this), "the thread factory returned null");
        unstarted.setUncaughtExceptionHandler(this);
        return unstarted;
    }

    /**
     * The task that a thread was made for, of whatever group; null if there is none, or if it has left. A task that
     * gives its thread another handler is not found here: {@link Members#find} looks for those too. A thread to which a
     * task has given its own handler is not that of the task.
     */
    static @Nullable Member of(Thread thread) {
        return thread.getUncaughtExceptionHandler() instanceof Member member && member.owns(thread) && !member.hasLeft()
                ? member
                : null;
    }

    /** Does what happens with a throwable in a thread that has no handler of its own. */
    @Override
    public void uncaughtException(Thread dying, Throwable failure) {
        ThreadGroup group = dying.getThreadGroup();
        if (group != null) { // else the thread has ended
            group.uncaughtException(dying, failure);
        }
    }

    /**
     * Returns true once: to the thread that runs the task, or to the one that takes the task back because its thread
     * could not be started. A virtual thread may run although its start fails, as {@link Errand} says.
     */
    final boolean begins() {
        return BEGUN.compareAndSet(this, 0, 1);
    }

    String name() {
        return name;
    }

    /** The record that has begun with the task; null if there is none. */
    @Nullable
    TaskRecord recorded() {
        return null;
    }

    ThrowingRunnable<?> body() {
        return body;
    }

    Thread thread() {
        return thread;
    }

    long started() {
        return started;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** What has started the task, as far as the group knows. */
    @Nullable
    Origin origin() {
        return origin;
    }

    /** What others keep of the task. They may get it from several threads at once. */
    final Origin asOrigin() {
        Origin known = asOrigin;
        if (known == null) {
            Origin created = new Origin(this);
            known = AS_ORIGIN.compareAndSet(this, null, created) ? created : requireNonNull(asOrigin);
        }
        known.takeOver(this); // the task may have ended, or been renamed, before it found this
        return known;
    }

    /** What others keep of the task so far. */
    final @Nullable Origin knownAsOrigin() {
        return asOrigin;
    }

    /** Ends the member under no lock, unless it is marked or a stray. Needs no memory. */
    final boolean leavesAlone() {
        if (!STATE.compareAndSet(this, ALONE, LEFT)) {
            return false;
        }
        endOrigin();
        leavePlace();
        return true;
    }

    /** Ends the member under the lock of its stripe. Needs no memory. */
    final void leaves() {
        state = LEFT;
        endOrigin();
        leavePlace();
    }

    /** The stripe that the member is in, once it was accepted. */
    final Stripe stripe() {
        return requireNonNull(stripe);
    }

    private void leavePlace() {
        requireNonNull(chunk).setRelease(place, null);
    }

    private void endOrigin() {
        Origin known = asOrigin;
        if (known != null) {
            known.end();
        }
    }

    /** Lets the member end under the lock of its stripe, which is held. Returns false if it has left. */
    final boolean mark() {
        return STATE.compareAndSet(this, ALONE, MARKED) || state != LEFT;
    }

    /** Says what the member is, before it is listed. */
    final void joins(Lineage lineage) {
        state = lineage == Lineage.STRAY ? STRAY : ALONE;
    }

    /** Records that the task is a stray no more. The lock of its stripe is held. Needs no memory. */
    final void becomesKin() {
        if (state == STRAY) {
            state = MARKED;
            Origin known = asOrigin;
            if (known != null) {
                known.becomesKin();
            }
        }
    }

    final boolean isStray() {
        return state == STRAY;
    }

    /** Whether the group has the task among the active ones no more. */
    final boolean isGone() {
        return state == LEFT;
    }

    /** Whether what has started the task has ended. */
    boolean outlives() {
        return origin != null && origin.hasEnded();
    }

    /** The epoch of the group in which the task was accepted or refused. */
    Epoch epoch() {
        return epoch;
    }

    void epoch(Epoch epoch) {
        this.epoch = epoch;
    }

    /** Interrupts the task, once for each epoch that stops. Returns whether this call has done so. */
    boolean interrupt(Epoch stopping) {
        boolean first = claimInterrupt(stopping);
        if (first) {
            thread.interrupt();
        }
        return first;
    }

    /**
     * Returns true for the first of those that want to interrupt the task for the stop of this epoch, or of a later
     * one.
     */
    final boolean claimInterrupt(Epoch stopping) {
        int latest = interruptedBy;
        boolean first = latest < stopping.number() && INTERRUPTED_BY.compareAndSet(this, latest, stopping.number());
        if (first) {
            stopping.interruptsOne();
        }
        return first;
    }

    boolean wasInterruptedFor(Epoch stopping) {
        return interruptedBy == stopping.number();
    }

    boolean wasInterrupted() {
        return interruptedBy > 0;
    }

    /** The groups that the group of the task drains with. */
    final @Nullable GroupSet groupSet() {
        return epoch.group().members().groupSet();
    }

    /** How whatever the task starts is related to what was in flight when a stop began. */
    final Lineage lineage() {
        return hasLeft() ? Lineage.NONE : isStray() ? Lineage.STRAY : Lineage.KIN;
    }

    /** Whether the task has ended, or is about to. */
    boolean hasLeft() {
        return isGone();
    }

    /** Whether the task belongs to a group. */
    boolean isAmong(Members candidates) {
        return epoch.group().members() == candidates;
    }

    /** Whether the task waits for its turn. */
    boolean isWaiting() {
        return false;
    }

    /** Whether the thread is this member's own. */
    boolean owns(Thread candidate) {
        return thread == candidate;
    }

    /** The name of the thread that the task is in. */
    String threadName() {
        return thread.getName();
    }

    /** Whether the thread has its interrupt flag set. */
    boolean isInterrupted() {
        return thread.isInterrupted();
    }

    /** Where the task is; empty if it has ended. */
    List<StackTraceElement> stack() {
        return List.of(thread.getStackTrace());
    }

    /** Where the task is, given that its stack is empty. */
    Place placeWithoutStack() {
        return thread.getState() == Thread.State.TERMINATED ? Place.ENDED : Place.NOT_BEGUN;
    }

    /** The task as a straggler of a stop. */
    final Straggler straggler(Duration sinceStop, boolean withStack) {
        if (isWaiting()) {
            return new Straggler(id, name(), age(), sinceStop, false, Place.WAITING, List.of());
        }
        List<StackTraceElement> stack = withStack ? stack() : List.of();
        Place place = !withStack ? Place.NOT_TAKEN : stack.isEmpty() ? placeWithoutStack() : Place.IN_THREAD;
        return new Straggler(id, name(), age(), sinceStop, wasInterrupted(), place, stack);
    }

    ActiveTask view() {
        return new ActiveTask(epoch.group().name(), this);
    }
}

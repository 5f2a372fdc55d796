package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An epoch of a group: from its start or restart to the next restart, with one stop channel and at most one stop. */
final class Epoch {

    /*
     * State and who changes it, all of it under `transitions`, which the epochs of a group share:
     *
     *               beginStop            endStop of the first stop
     *      ANYONE -----------> MEMBERS ----------------------------> NOBODY
     *       ^ | beginOpenStop   ^ | beginStop                          |
     *       | +---> OUTSIDERS --+ |                                    |
     *       +------ restart ------+------------------------------------+     (of the next epoch)
     *
     * The members know which epoch is the current one, and who may join.
     */

    private static final AtomicIntegerFieldUpdater<Epoch> INTERRUPTING =
            AtomicIntegerFieldUpdater.newUpdater(Epoch.class, "interrupting");

    private static final AtomicIntegerFieldUpdater<Epoch> INTERRUPTED =
            AtomicIntegerFieldUpdater.newUpdater(Epoch.class, "interrupted");

    private final Group group;
    private final int number;
    private final PatientLock transitions;
    private final Context context = CancellableContext.ofGroup();
    private final RefusalLog refusals = new RefusalLog();

    private volatile int interrupting; // 0 or 1

    @SuppressWarnings("UnusedVariable") // through INTERRUPTED
    private volatile int interrupted;

    /**
     * Zero until the tasks are signalled. Settled by whoever needs it first: the signal, or a task that ends after it.
     */
    private final AtomicLong signalledNanos = new AtomicLong();

    private volatile @Nullable Instant stoppedAt;
    private volatile @Nullable Standing standingAtStop;
    private volatile @Nullable Standing standingAtEnd;

    private Epoch(Group group, int number, PatientLock transitions) {
        this.group = group;
        this.number = number;
        this.transitions = transitions;
        stopChannel().onCloseInline(this::signalledNanos);
    }

    static Epoch first(Group group) {
        return new Epoch(group, 1, new PatientLock());
    }

    /** One for the first epoch of a group, and so on. */
    int number() {
        return number;
    }

    Group group() {
        return group;
    }

    /** Whether the thread has a name as the group gives it to the threads of its tasks. */
    boolean namesThread(Thread thread) {
        return thread.getName().startsWith(group.threadName(""));
    }

    Context context() {
        return context;
    }

    StopChannel stopChannel() {
        return context.done();
    }

    /** Signals the tasks to stop, and announces by when if that is known. */
    void signal(@Nullable Duration timeLeft) {
        if (timeLeft != null) {
            context.announceDeadline(Context.later(Instant.now(), timeLeft));
        }
        if (!context.isDone()) {
            signalledNanos(); // before the channel closes: a task that sees it closed has been signalled
        }
        context.end(new CancellationException("group '" + group.name() + "' is stopping"));
    }

    /** Refuses outsiders from now on, and signals the tasks. Returns whether this call began the stop. */
    boolean beginStop(@Nullable Duration timeLeft) {
        boolean begins = begin(Admission.MEMBERS);
        signal(timeLeft); // also if the stop has begun: the time that is left may be less by now
        return begins;
    }

    /** Signals the tasks, and refuses nobody yet. Returns whether this call began the stop. */
    boolean beginOpenStop(Duration timeLeft) {
        boolean begins = begin(Admission.OUTSIDERS);
        signal(timeLeft);
        return begins;
    }

    private boolean begin(Admission next) {
        Members members = group.members();
        transitions.lock();
        try {
            Admission latest = members.admission();
            if (members.epoch() != this || latest.compareTo(next) >= 0) {
                return false;
            }
            boolean begins = latest == Admission.ANYONE;
            if (begins) {
                stoppedAt = Instant.now(); // before the first refusal, whose message has it
            }
            Standing standing = members.admit(next);
            if (begins) {
                standingAtStop = standing;
            }
            return begins;
        } finally {
            transitions.unlock();
        }
    }

    /** Refuses follow-up work too, from now on. Returns how the tasks stood when the stop ended. */
    Standing endStop() {
        Members members = group.members();
        transitions.lock();
        try {
            if (members.epoch() == this) {
                standingAtEnd = members.admit(Admission.NOBODY);
                group.pauseTurns();
            }
            return standingAtEnd();
        } finally {
            transitions.unlock();
        }
    }

    /** Opens the next epoch, unless anyone may join this one. */
    void restart() {
        Members members = group.members();
        transitions.lock();
        try {
            if (members.epoch() == this && members.admission() != Admission.ANYONE) {
                standingAtEnd = members.restart(new Epoch(group, number + 1, transitions));
                group.resumeTurns();
            }
        } finally {
            transitions.unlock();
        }
        group.fillTurns();
    }

    /** Records that a task is refused, which the current thread has offered. */
    void recordRefusal(String taskName) {
        refusals.record(taskName);
        FlightRecords.refused(group.name(), taskName);
    }

    /** The refusals since the stop began: before it, nobody is refused. */
    DrainReport.Refusals refusals() {
        return refusals.soFar();
    }

    /** The exception for a task that is refused. */
    WaitGroupClosedException refusal(String taskName) {
        Instant since = stoppedAt; // null if a restart came in between
        String state = since == null
                ? "was stopped until now"
                : "is " + group.state().name().toLowerCase(Locale.ROOT) + " since " + since;
        return new WaitGroupClosedException("group '" + group.name() + "' " + state + ": task '" + taskName
                + "' is refused; start it before the stop, or from a running task " + origins());
    }

    private String origins() {
        Members members = group.members();
        GroupSet set = members.groupSet();
        return set == null || members.admission() == Admission.NOBODY || set.isInFlight()
                ? "of the group before the stop has ended"
                : "before the stop has ended. This thread is in flight in no group: if it goes on with work of a task,"
                        + " carry the task's InFlight into it";
    }

    /** How the tasks stood when the stop began, which it has. */
    Standing standingAtStop() {
        return requireNonNull(standingAtStop);
    }

    /** How the tasks stood when the stop ended, or a restart came before that. */
    Standing standingAtEnd() {
        return requireNonNull(standingAtEnd);
    }

    boolean hasEnded() {
        return standingAtEnd != null;
    }

    /** The moment at which the tasks were signalled: now, if it was not recorded before. */
    long signalledNanos() {
        long recorded = signalledNanos.get();
        if (recorded != 0) {
            return recorded;
        }
        long now = System.nanoTime() | 1; // not zero
        return signalledNanos.compareAndSet(0, now) ? now : signalledNanos.get();
    }

    /** How long a task that ends now, after the given time, has known that it is to stop; null if it has not. */
    @Nullable
    Duration reaction(long now, Duration duration) {
        if (!context.isDone()) {
            return null;
        }
        Duration sinceSignal = Duration.ofNanos(Math.max(0, now - signalledNanos())); // the signal may come just now
        return sinceSignal.compareTo(duration) < 0 ? sinceSignal : duration;
    }

    /** The moment at which the stop began; null if it has not. */
    @Nullable
    Instant stoppedAt() {
        return stoppedAt;
    }

    /**
     * Records that active tasks are being interrupted, so that those which start from now on are as well. Returns false
     * if that was recorded before.
     */
    boolean beginInterrupting() {
        return INTERRUPTING.compareAndSet(this, 0, 1);
    }

    /** Takes back that active tasks are being interrupted. */
    void interruptAgain() {
        interrupting = 0;
    }

    boolean isInterrupting() {
        return interrupting != 0;
    }

    /** Records that a task is interrupted for the stop of this epoch. */
    void interruptsOne() {
        INTERRUPTED.incrementAndGet(this);
    }

    /** How many tasks were interrupted for the stop of this epoch. */
    int interrupted() {
        return interrupted;
    }

    /**
     * Whether the stop of this epoch concerns a task that was accepted in {@code other}: not if that began after a
     * restart.
     */
    boolean concerns(Epoch other) {
        return other.number <= number;
    }
}

package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What belongs to one run of a group, from its start to its stop. */
final class Epoch {

    private final Group group;
    private final int number;
    private final Context context = Context.background();

    private final AtomicBoolean interrupting = new AtomicBoolean();
    private final AtomicInteger interrupted = new AtomicInteger();

    /**
     * Zero until the tasks are told to stop. Settled by whoever needs it first: the signal, or a task that ends after
     * it.
     */
    private final AtomicLong signalledNanos = new AtomicLong();

    private volatile @Nullable Instant stoppedAt;
    private volatile @Nullable Standing standingAtStop;
    private volatile @Nullable Standing standingAtEnd;

    private Epoch(Group group, int number) {
        this.group = group;
        this.number = number;
        stopChannel().onCloseInline(this::signalledNanos);
    }

    static Epoch first(Group group) {
        return new Epoch(group, 1);
    }

    Epoch next() {
        return new Epoch(group, number + 1);
    }

    /** One for the first run of a group, and so on. */
    int number() {
        return number;
    }

    Group group() {
        return group;
    }

    Context context() {
        return context;
    }

    StopChannel stopChannel() {
        return context.done();
    }

    /** Tells the tasks to stop, and by when. */
    void signal(Duration timeLeft) {
        context.announceDeadline(Nanos.later(Instant.now(), timeLeft));
        if (!context.done().isClosed()) {
            signalledNanos(); // before the channel closes: a task that sees it closed has been told
        }
        context.cancel(new CancellationException("group '" + group.name() + "' is stopping"));
    }

    /** Notes that the stop of this run begins now. */
    void stopsNow() {
        stoppedAt = Instant.now();
    }

    void standingAtStop(Standing standing) {
        standingAtStop = standing;
    }

    /** How the tasks stood when the stop began, which it has. */
    Standing standingAtStop() {
        return requireNonNull(standingAtStop);
    }

    /** Notes that the stop has ended, or that a restart has come before. */
    void standingAtEnd(Standing standing) {
        standingAtEnd = standing;
    }

    /** How the tasks stood when the stop ended, which it has. */
    Standing standingAtEnd() {
        return requireNonNull(standingAtEnd);
    }

    boolean hasEnded() {
        return standingAtEnd != null;
    }

    /** When the tasks were told to stop: now, if it was not noted before. */
    long signalledNanos() {
        long noted = signalledNanos.get();
        if (noted != 0) {
            return noted;
        }
        long now = System.nanoTime() | 1; // not zero
        return signalledNanos.compareAndSet(0, now) ? now : signalledNanos.get();
    }

    /** How long a task that ends now, after the given time, has known that it is to stop; null if it has not. */
    @Nullable
    Duration reaction(long now, Duration duration) {
        if (!stopChannel().isClosed()) {
            return null;
        }
        Duration sinceSignal = Duration.ofNanos(Math.max(0, now - signalledNanos())); // the signal may come just now
        return sinceSignal.compareTo(duration) < 0 ? sinceSignal : duration;
    }

    /** When the stop began; null if it has not. */
    @Nullable
    Instant stoppedAt() {
        return stoppedAt;
    }

    /**
     * Notes that active tasks are being interrupted, so that those which start from now on are as well. Returns false
     * if they are.
     */
    boolean beginInterrupting() {
        return interrupting.compareAndSet(false, true);
    }

    /** Takes back that active tasks are being interrupted. */
    void interruptAgain() {
        interrupting.set(false);
    }

    boolean isInterrupting() {
        return interrupting.get();
    }

    /** Notes that a task is interrupted for the stop of this run. */
    void interruptsOne() {
        interrupted.incrementAndGet();
    }

    /** How many tasks were interrupted for the stop of this run. */
    int interrupted() {
        return interrupted.get();
    }

    /**
     * Whether the stop of this run concerns a task that was accepted in {@code other}: not if that began after a
     * restart.
     */
    boolean concerns(Epoch other) {
        return other.number <= number;
    }
}

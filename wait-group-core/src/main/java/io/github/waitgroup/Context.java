package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A stop signal with a cause, a deadline and children: when a context is cancelled, so are all that derive from it.
 *
 * <p>It bounds a piece of work and everything that the work starts:
 *
 * <pre>{@code
 * try (CancellableContext request = Context.background().withTimeout(Duration.ofSeconds(2))) {
 *     group.startWithContext("look-up", request, context -> lookUp(context));
 *     group.startWithContext("audit", request, context -> audit(context));
 *     group.await();
 * } // cancels the request, which releases the timer if all ended early
 * }</pre>
 *
 * <ul>
 *   <li>A context is done once, for one cause: the first cancellation wins, here and in all descendants that are not
 *       done yet.
 *   <li>{@link #done()} and {@link #cause()} never disagree: the cause is null exactly as long as the channel is open.
 *   <li>When {@link CancellableContext#cancel()} returns, that context is done and so, unless another thread is
 *       cancelling it at that moment, are all its descendants.
 *   <li>A child never outlives its parent's deadline. Children never affect their parent.
 *   <li>A living parent retains nothing of a child that is done.
 *   <li>Nobody who has a context can cancel it: the owner of a {@link CancellableContext} can, and a stop cancels that
 *       of its group. Everybody can derive a child and cancel that.
 * </ul>
 *
 * <p>Cancelling does not stop or interrupt any work and does not wait for it.
 *
 * <p>Memory consistency effects: as for its {@link StopChannel}.
 *
 * <p>Origin: Go's {@code context.Context}. Go's {@code Err} has no counterpart: {@link #isDone()} answers whether, and
 * {@link #cause()} why. There are no context values. Go's {@code AfterFunc} is {@link StopChannel#onClose} of {@link
 * #done()}. The JDK's neighbour is {@link Future#cancel}, which reaches one task and no further.
 *
 * <p>Instances are safe for use by many threads.
 */
public sealed class Context permits CancellableContext {

    /*
     * `done` is the state; `cause` is settled by the first cancellation, before it closes the channel. It never changes
     * after that, and nobody is shown it while the channel is open. So "first cancellation wins" is one
     * compare-and-set.
     *
     * A deadline that becomes known later is shared by the root of a group's epoch and all its descendants. The
     * background is never done, so it retains neither its children nor any listener.
     *
     * A child follows its parent's channel: cancelling is synchronous down the tree, level by level, and takes no lock
     * but that of one channel at a time, so no order of cancellations can deadlock and no depth overflows the stack.
     */

    // For when none can be created. They have no stack: they belong to no thread.

    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final Throwable CANCELED = withoutStack(new CancellationException("context canceled"));

    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final Throwable EXPIRED = withoutStack(new TimeoutException("context deadline exceeded"));

    private static final Context BACKGROUND = new Context(StopChannel.never(), null, 0, null);

    private final StopChannel done;
    private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();
    private final @Nullable Instant deadline;

    /**
     * The same moment as {@link System#nanoTime()}, which nobody can set; without meaning where there is no deadline.
     */
    private final long end;

    /**
     * A deadline that may become known after the root was created, which all that derive from it share; null if none
     * can.
     */
    private final @Nullable AtomicReference<@Nullable Instant> announced;

    Context(
            StopChannel done,
            @Nullable Instant deadline,
            long end,
            @Nullable AtomicReference<@Nullable Instant> announced) {
        this.done = done;
        this.deadline = deadline;
        this.end = end;
        this.announced = announced;
    }

    /**
     * The root of all contexts: without a deadline, and never done.
     *
     * @return the same context at each call
     */
    public static Context background() {
        return BACKGROUND;
    }

    /**
     * Derives a child that can be cancelled on its own.
     *
     * @return a new context, done already if this one is
     * @throws OutOfMemoryError if there is no memory for it; this context retains nothing then
     */
    public final CancellableContext withCancel() {
        return derive(deadline, end, Long.MAX_VALUE, null);
    }

    /**
     * Derives a child that is done after {@code timeout}, with a {@link TimeoutException} as its cause, or at this
     * context's own deadline if that is earlier.
     *
     * @param timeout how long the child has; with zero or less it is done at once
     * @return a new context
     * @throws OutOfMemoryError if there is no memory, or no thread for the timer; this context retains nothing then
     */
    public final CancellableContext withTimeout(Duration timeout) {
        return earlier(later(Instant.now(), timeout), Nanos.of(timeout), null);
    }

    /**
     * Derives a child as {@link #withTimeout(Duration)} does, with a cause of its own.
     *
     * @param timeout how long the child has; with zero or less it is done at once
     * @param cause why the child is done if {@code timeout} has passed; at this context's own deadline, if that is
     *     earlier, the child has the cause of this context
     * @return a new context
     * @throws OutOfMemoryError if there is no memory, or no thread for the timer; this context retains nothing then
     */
    public final CancellableContext withTimeout(Duration timeout, Throwable cause) {
        requireNonNull(cause, "cause");
        return earlier(later(Instant.now(), timeout), Nanos.of(timeout), cause);
    }

    /**
     * Derives a child that is done at {@code deadline}, with a {@link TimeoutException} as its cause, or at this
     * context's own deadline if that is earlier.
     *
     * @param deadline when the child is done; with one in the past it is done at once. The time that is left is taken
     *     once, now: adjusting the system's clock later does not move it.
     * @return a new context
     * @throws OutOfMemoryError if there is no memory, or no thread for the timer; this context retains nothing then
     */
    public final CancellableContext withDeadline(Instant deadline) {
        return earlier(deadline, until(deadline), null);
    }

    /**
     * Derives a child as {@link #withDeadline(Instant)} does, with a cause of its own.
     *
     * @param deadline when the child is done
     * @param cause why the child is done when {@code deadline} has come; at this context's own deadline, if that is
     *     earlier, the child has the cause of this context
     * @return a new context
     * @throws OutOfMemoryError if there is no memory, or no thread for the timer; this context retains nothing then
     */
    public final CancellableContext withDeadline(Instant deadline, Throwable cause) {
        requireNonNull(cause, "cause");
        return earlier(deadline, until(deadline), cause);
    }

    /**
     * The context for work that has to be done although this one is cancelled, such as an undo: neither the
     * cancellation nor the deadline of this context reaches it. Bound the work in another way:
     *
     * <pre>{@code
     * try (CancellableContext undo = context.withoutCancel().withTimeout(Duration.ofSeconds(5))) {
     *     release(reservation, undo);
     * }
     * }</pre>
     *
     * @return a context without a deadline that is never done: as contexts carry no values, {@link #background()}
     */
    public final Context withoutCancel() {
        return BACKGROUND;
    }

    /**
     * The channel that is closed when this context is done.
     *
     * @return the same channel at each call
     */
    public final StopChannel done() {
        return done;
    }

    /**
     * Whether this context is done. Costs no more than the read of a volatile field.
     *
     * @return true once this context or an ancestor was cancelled or has reached its deadline, and from then on
     */
    public final boolean isDone() {
        return done.isClosed();
    }

    /**
     * Why this context is done.
     *
     * @return null while this context is not done; afterwards always the same: the argument of {@link
     *     CancellableContext#cancel(Throwable)} here or in an ancestor, or a {@link CancellationException} if there was
     *     none; if a deadline has passed, the cause that was given with it, or a {@link TimeoutException} if there was
     *     none
     */
    public final @Nullable Throwable cause() {
        return isDone() ? cause.get() : null;
    }

    /**
     * The moment at which this context is done at the latest.
     *
     * @return the earliest deadline of this context and its ancestors; null if none has one. That of {@link
     *     Group#context()} is known from the moment at which the tasks of the group are signalled
     */
    public final @Nullable Instant deadline() {
        return announced == null ? deadline : earliest(deadline, announced.get());
    }

    @Override
    public final String toString() {
        String state = isDone() ? "done: " + cause() : "active";
        Instant latest = deadline();
        return "Context[" + state + (latest == null ? "" : ", deadline " + latest) + "]";
    }

    /**
     * Gives this root, and so all that derives from it, a deadline, or an earlier one. Nothing happens when it comes.
     */
    final void announceDeadline(Instant candidate) {
        requireNonNull(announced).accumulateAndGet(candidate, Context::earliest);
    }

    /** Cancels this context; null stands for the cause that says no more than that. */
    final void end(@Nullable Throwable proposed) {
        if (!isDone()) {
            Stack.ensureRoom();
            settle(proposed);
            done.signalWithRoom();
        }
    }

    private CancellableContext earlier(Instant candidate, long nanos, @Nullable Throwable expiry) {
        long now = System.nanoTime();
        Instant earliest = requireNonNull(earliest(deadline, candidate));
        if (deadline != null && nanos > 0 && nanos >= end - now) {
            return derive(earliest, end, Long.MAX_VALUE, null);
        }
        return derive(earliest, now + nanos, nanos, expiry);
    }

    private CancellableContext derive(@Nullable Instant deadline, long end, long nanos, @Nullable Throwable expiry) {
        CancellableContext child = new CancellableContext(deadline, end, announced);
        child.follow(this, nanos, expiry);
        return child;
    }

    /** Has this new context end with its parent, or after the given time. */
    final void follow(Context parent, long nanos, @Nullable Throwable expiry) {
        StopChannel.Registration link =
                parent == BACKGROUND ? () -> false : parent.done.closeAfterwards(() -> takeOver(parent));
        try {
            if (nanos <= 0) {
                expire(expiry);
            }
            if (isDone()) {
                link.cancel();
            } else if (nanos < Long.MAX_VALUE) {
                expireIn(nanos, expiry, link);
            } else if (parent != BACKGROUND) {
                done.onCloseInline(link::cancel);
            }
        } catch (Throwable noThread) { // or no memory: nobody gets this context
            link.cancel();
            throw noThread;
        }
    }

    private void expireIn(long nanos, @Nullable Throwable expiry, StopChannel.Registration link) {
        Future<?> timer = DeadlineTimer.schedule(() -> expire(expiry), nanos);
        try {
            done.onCloseInline(() -> {
                timer.cancel(false);
                link.cancel();
            });
        } catch (Throwable noMemory) {
            timer.cancel(false);
            throw noMemory;
        }
    }

    /** Takes over the cause of the parent, which is done. Returns the channel that remains to be closed. */
    private StopChannel takeOver(Context parent) {
        if (!isDone()) {
            settle(parent.cause());
        }
        return done;
    }

    private void expire(@Nullable Throwable expiry) {
        end(expiry != null ? expiry : expired());
    }

    private void settle(@Nullable Throwable proposed) {
        if (cause.get() == null) {
            cause.compareAndSet(null, proposed != null ? proposed : canceled());
        }
    }

    // A cause must be had also without memory: this context, or those that derive from it, would never be done.

    private static Throwable canceled() {
        try {
            return new CancellationException("context canceled");
        } catch (OutOfMemoryError noMemory) {
            return CANCELED;
        }
    }

    private static Throwable expired() {
        try {
            return new TimeoutException("context deadline exceeded");
        } catch (OutOfMemoryError noMemory) {
            return EXPIRED;
        }
    }

    private static Throwable withoutStack(Throwable shared) {
        shared.setStackTrace(new StackTraceElement[0]);
        return shared;
    }

    private static long until(Instant deadline) {
        return Nanos.of(Duration.between(Instant.now(), deadline));
    }

    /** The moment {@code timeout} after {@code now}, or the last or first that there is. */
    static Instant later(Instant now, Duration timeout) {
        try {
            return now.plus(timeout);
        } catch (ArithmeticException | DateTimeException beyond) {
            return timeout.isNegative() ? Instant.MIN : Instant.MAX;
        }
    }

    private static @Nullable Instant earliest(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }
}

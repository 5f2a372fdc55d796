package io.github.waitgroup;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A stop signal with a cause, a deadline and children: cancelling a context cancels all that derive from it.
 *
 * <p>It bounds a piece of work and everything that the work starts:
 *
 * <pre>{@code
 * Context request = Context.background().withTimeout(Duration.ofSeconds(2));
 * group.startWithContext(request, context -> lookUp(context));
 * group.startWithContext(request, context -> audit(context));
 * group.await();
 * request.cancel(); // releases the timer if all ended early
 * }</pre>
 *
 * <ul>
 *   <li>A context is done once, for one cause: the first cancellation wins, here and in all descendants that are not
 *       done yet.
 *   <li>{@link #done()} and {@link #cause()} never disagree: the cause is null exactly as long as the channel is open.
 *   <li>When {@link #cancel()} returns, this context is done and so, unless another thread is cancelling it at that
 *       moment, are all its descendants.
 *   <li>A child never outlives its parent's deadline. Children never affect their parent.
 *   <li>A living parent retains nothing of a child that is done.
 * </ul>
 *
 * <p>Cancelling does not stop or interrupt any work and does not wait for it. A context with a deadline holds a timer
 * until it is done, so cancel it when the work is over.
 *
 * <p>Memory consistency effects: as for its {@link StopChannel}.
 *
 * <p>Origin: Go's {@code context.Context}. Go's {@code Err} has no counterpart: {@link #done()} tells whether, and
 * {@link #cause()} why. There are no context values. Go's {@code AfterFunc} is {@link StopChannel#onClose} of
 * {@link #done()}. The JDK's neighbour is {@link Future#cancel}, which reaches one task and no further.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class Context {

    /*
     * `done` is the state; `cause` is settled by whoever comes first: a cancellation before it closes the channel, or,
     * where the channel itself was closed, the first who asks for the cause. It never changes after that, and nobody is
     * shown it while the channel is open. So "first cancellation wins" is one compare-and-set.
     *
     * A deadline that becomes known later is shared by a root and every descendant.
     *
     * A child follows its parent's channel: cancelling is synchronous down the tree, level by level, and takes no lock
     * but that of one channel at a time, so no order of cancellations can deadlock and no depth overflows the stack.
     */

    // For when none can be created. They have no stack: they belong to no thread.

    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final Throwable CANCELED = withoutStack(new CancellationException("context canceled"));

    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final Throwable EXPIRED = withoutStack(new TimeoutException("context deadline exceeded"));

    static {
        rehearse();
    }

    private final StopChannel done = new StopChannel();
    private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();
    private final @Nullable Instant deadline;

    /**
     * The same moment as {@link System#nanoTime()}, which nobody can set; without meaning where there is no deadline.
     */
    private final long end;

    /** A deadline that came to be known after the root was created, which all that derive from it share. */
    private final AtomicReference<@Nullable Instant> announced;

    private Context(@Nullable Context parent, @Nullable Instant deadline, long end) {
        this.deadline = deadline;
        this.end = end;
        this.announced = parent == null ? new AtomicReference<>() : parent.announced;
    }

    /**
     * Returns a new root: without a deadline, and not done until it is cancelled itself. Unlike in Go it is not shared,
     * so cancelling it reaches only what was derived from it.
     *
     * @return a new context
     */
    public static Context background() {
        return new Context(null, null, 0);
    }

    /**
     * Derives a child that can be cancelled on its own.
     *
     * @return a new context, done already if this one is
     */
    public Context withCancel() {
        return derive(deadline, end, Long.MAX_VALUE);
    }

    /**
     * Derives a child that is done after {@code timeout}, with a {@link TimeoutException} as its cause, or at this
     * context's own deadline if that is earlier.
     *
     * @param timeout how long the child has; with zero or less it is done at once
     * @return a new context
     */
    public Context withTimeout(Duration timeout) {
        return earlier(Nanos.later(Instant.now(), timeout), Nanos.of(timeout));
    }

    /**
     * Derives a child that is done at {@code deadline}, with a {@link TimeoutException} as its cause, or at this
     * context's own deadline if that is earlier.
     *
     * @param deadline when the child is done; with one in the past it is done at once. The time that is left is taken
     *     once, now: adjusting the system's clock later does not move it.
     * @return a new context
     */
    public Context withDeadline(Instant deadline) {
        return earlier(deadline, Nanos.of(Duration.between(Instant.now(), deadline)));
    }

    /**
     * Cancels this context and all that derive from it, with a {@link CancellationException} as the cause. Idempotent;
     * has no effect on a context that is done.
     */
    public void cancel() {
        cancel(null);
    }

    /**
     * Cancels this context and all that derive from it. Idempotent; has no effect on a context that is done.
     *
     * @param cause why; null stands for a {@link CancellationException}
     */
    public void cancel(@Nullable Throwable cause) {
        if (!done.isClosed()) {
            Stack.ensureRoom();
            settle(cause);
            done.closeWithRoom();
        }
    }

    /**
     * The channel that is closed when this context is done: the same at each call. Closing it is the same as {@link
     * #cancel()}.
     *
     * @return this context's stop channel
     */
    public StopChannel done() {
        return done;
    }

    /**
     * Why this context is done.
     *
     * @return null while this context is not done; afterwards always the same: what was given to
     *     {@link #cancel(Throwable)} here or in an ancestor, a {@link CancellationException} where nothing was given,
     *     or a {@link TimeoutException} if the deadline has passed
     */
    public @Nullable Throwable cause() {
        return done.isClosed() ? settle(null) : null;
    }

    /**
     * The moment at which this context is done at the latest.
     *
     * @return the earliest deadline of this context and its ancestors; null if none has one. That of
     *     {@link Group#context()} is known from the moment that the group is told to stop
     */
    public @Nullable Instant deadline() {
        return earliest(deadline, announced.get());
    }

    /**
     * Gives this root, and so all that derives from it, a deadline, or an earlier one. Nothing happens when it comes.
     */
    void announceDeadline(Instant candidate) {
        announced.accumulateAndGet(candidate, Context::earliest);
    }

    @Override
    public String toString() {
        String state = done.isClosed() ? "done: " + cause() : "active";
        Instant latest = deadline();
        return "Context[" + state + (latest == null ? "" : ", deadline " + latest) + "]";
    }

    private Context earlier(Instant candidate, long nanos) {
        long now = System.nanoTime();
        Instant earliest = Objects.requireNonNull(earliest(deadline, candidate));
        if (deadline != null && nanos > 0 && nanos >= end - now) {
            return derive(earliest, end, Long.MAX_VALUE);
        }
        return derive(earliest, now + nanos, nanos);
    }

    private Context derive(@Nullable Instant deadline, long end, long nanos) {
        Context child = new Context(this, deadline, end);
        StopChannel.Registration link = done.closeAfterwards(() -> child.toldBy(this));
        try {
            if (nanos <= 0) {
                child.expire();
            }
            if (child.done.isClosed()) {
                link.cancel();
            } else if (nanos == Long.MAX_VALUE) {
                child.done.onCloseInline(link::cancel);
            } else {
                child.expireIn(nanos, link);
            }
            return child;
        } catch (Throwable noThread) { // or no memory: nobody gets the child
            link.cancel();
            throw noThread;
        }
    }

    private void expireIn(long nanos, StopChannel.Registration link) {
        Future<?> timer = DeadlineTimer.schedule(this::expire, nanos);
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
    private StopChannel toldBy(Context parent) {
        if (!done.isClosed()) {
            settle(parent.cause());
        }
        return done;
    }

    private void expire() {
        cancel(expired());
    }

    private Throwable settle(@Nullable Throwable proposed) {
        Throwable settled = cause.get();
        if (settled == null) {
            Throwable candidate = proposed != null ? proposed : canceled();
            settled = cause.compareAndSet(null, candidate) ? candidate : Objects.requireNonNull(cause.get());
        }
        return settled;
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

    /** Goes through all that ends a context: what is done for the first time needs memory and stack. */
    private static void rehearse() {
        try {
            Context parent = background();
            Context child = parent.withCancel();
            parent.done.close();
            background().withTimeout(Duration.ZERO).cancel(child.cause());
        } catch (OutOfMemoryError | StackOverflowError noRoom) {
            // it goes without
        }
    }

    private static Throwable withoutStack(Throwable shared) {
        shared.setStackTrace(new StackTraceElement[0]);
        return shared;
    }

    private static @Nullable Instant earliest(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }
}

package io.github.waitgroup;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a one-shot signal: open until its owner closes it, then closed for good.
 *
 * <p>It signals tasks to stop. A task looks at it between two steps, sleeps on it instead of sleeping blindly, or
 * registers an action that ends a blocking call:
 *
 * <pre>{@code
 * while (!stop.await(Duration.ofSeconds(5))) { // sleep, but wake at once when signalled
 *     poll();
 * }
 * }</pre>
 *
 * <ul>
 *   <li>Closing releases everyone who waits, now and later, and runs every registered action exactly once.
 *   <li>Nobody who has it can close it. The channel of a group is closed by a stop of the group, that of a {@link
 *       Context} when the context is done, and a {@link CloseableStopChannel} by its owner.
 * </ul>
 *
 * <p>It does not stop anything by itself and does not know whether a task has seen the signal. It carries no reason and
 * no deadline: {@link Context} does.
 *
 * <p>Memory consistency effects: actions in a thread before it closes the channel <i>happen-before</i> actions
 * following a successful return from an {@code await} or from {@link #isClosed()} with true, and those of an action
 * registered with {@link #onClose(Runnable)}.
 *
 * <p>Origin: the {@code stopCh <-chan struct{}} of Kubernetes, which can be received from and not closed. The JDK's
 * neighbour is a {@link java.util.concurrent.CountDownLatch} of one; take that where nobody needs to register or to
 * look.
 *
 * <p>Instances are safe for use by many threads.
 */
public sealed class StopChannel permits CloseableStopChannel {

    /*
     * Listeners are linked into a ring around `listeners`, in the order in which they came, so that each can leave in
     * constant time. The lock guards the links, and guards `closed` against them: a listener is linked only while the
     * channel is open. Closing takes the whole ring at once; from then on its links belong to the closing thread alone,
     * and a listener that gives up leaves them untouched. So "the channel was open when the listener left" and "the
     * listener is never signalled" are the same fact.
     *
     * Listeners are signalled outside the lock. Once the channel is closed, nothing is allocated until all of them have
     * been signalled: the ring becomes a list, to whose end the rings of channels that close with this one are
     * appended.
     */

    private static final StopChannel REHEARSAL = closed();

    private final PatientLock lock = new PatientLock();
    private @Nullable Listener listeners;

    private volatile boolean closed;

    /** Whether nobody can ever close it, so that it need not retain who listens. */
    private final boolean endless;

    StopChannel() {
        this(false);
    }

    private StopChannel(boolean endless) {
        this.endless = endless;
    }

    /** Returns a channel that is never closed, and retains nothing. */
    static StopChannel never() {
        return new StopChannel(true);
    }

    /** Closes the channel. */
    final void signal() {
        if (closed) {
            return;
        }
        Stack.ensureRoom();
        signalWithRoom();
    }

    /** Closes the channel where the stack has room, which the caller has made sure of before it changed anything. */
    final void signalWithRoom() {
        Listener ring = takeListeners();
        if (ring != null) {
            signalAll(ring);
        }
    }

    /**
     * Signals the listeners of a closed channel, and those of the channels that close with it. First all of those that
     * need nothing: a thread for an action may not be had.
     */
    private static void signalAll(Listener first) {
        Listener last = first.openRing();
        Action firstAction = null;
        Action lastAction = null;
        Listener current = first;
        while (current != null) {
            Listener ring = current.signalSafely();
            if (ring != null) {
                last.next = ring;
                last = ring.openRing();
            }
            Listener after = current.next;
            current.previous = null;
            current.next = null;
            if (current instanceof Action action) {
                if (lastAction == null) {
                    firstAction = action;
                } else {
                    lastAction.next = action;
                }
                lastAction = action;
            }
            current = after;
        }
        while (firstAction != null) {
            Action action = firstAction;
            firstAction = (Action) action.next;
            action.next = null;
            action.errand.start();
        }
    }

    /** Closes the channel. Returns the listeners, which are the caller's to signal, if this call was the first. */
    private @Nullable Listener takeListeners() {
        lock.lock();
        try {
            Listener ring = closed ? null : listeners;
            closed = true;
            listeners = null;
            return ring;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the channel is closed. Costs no more than the read of a volatile field.
     *
     * @return true once its owner has closed it, and from then on
     */
    public final boolean isClosed() {
        return closed;
    }

    /**
     * Waits until the channel is closed.
     *
     * @throws InterruptedException if the current thread is interrupted before or while it waits
     */
    public final void await() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (closed) {
            return;
        }
        Waiter waiter = new Waiter(Thread.currentThread());
        if (link(waiter)) {
            try {
                sleepUntilClosed(REHEARSAL);
                sleepUntilClosed(this);
            } catch (InterruptedException e) {
                unlink(waiter);
                throw e;
            }
        }
    }

    /**
     * Parks until the channel is closed; for the rehearsal, which is closed, goes through the same steps without
     * parking.
     *
     * <p>The rehearsal is for the compiler. When a million threads wait, none of them has ever come out of here, so it
     * would compile the way out as "never taken", and each thread that then takes it would fall back to the
     * interpreter, at ten times the cost of waking up.
     */
    private static void sleepUntilClosed(StopChannel channel) throws InterruptedException {
        do {
            if (!channel.closed) {
                LockSupport.park(channel);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        } while (!channel.closed);
    }

    /**
     * Waits until the channel is closed, but not longer than {@code timeout}.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return true if the channel is closed, false if the time was up
     * @throws InterruptedException if the current thread is interrupted before or while it waits
     */
    public final boolean await(Duration timeout) throws InterruptedException {
        return await(Nanos.of(timeout));
    }

    final boolean await(long timeout) throws InterruptedException {
        if (timeout == Long.MAX_VALUE) {
            await();
            return true;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (timeout <= 0) {
            return closed;
        }
        long start = System.nanoTime();
        Waiter waiter = new Waiter(Thread.currentThread());
        if (!link(waiter)) {
            return true;
        }
        try {
            sleepUntilClosed(REHEARSAL, waiter, start, timeout);
            return sleepUntilClosed(this, waiter, start, timeout);
        } catch (InterruptedException e) {
            unlink(waiter);
            throw e;
        }
    }

    /**
     * Parks as {@link #sleepUntilClosed(StopChannel)} does, until the time is up; then the waiter is none any more.
     * Returns whether the channel is closed.
     */
    private static boolean sleepUntilClosed(StopChannel channel, Waiter waiter, long start, long timeout)
            throws InterruptedException {
        long left = timeout;
        do {
            if (!channel.closed) {
                LockSupport.parkNanos(channel, left);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (channel.closed) {
                return true;
            }
            left = Nanos.left(start, timeout);
        } while (left > 0);
        return !channel.unlink(waiter);
    }

    /**
     * Registers an action that runs once the channel is closed; at once if it is closed already.
     *
     * <p>Each action runs in a thread of its own (virtual on Java 21 and later), so it may block, and neither the
     * closing thread nor the other actions wait for it. What it throws goes to the uncaught exception handler of that
     * thread. If no thread can be had when the channel is closed, the action runs as soon as one can. A virtual thread
     * needs a carrier: while other tasks keep all carriers busy, the action waits.
     *
     * @param action what to do
     * @return a handle to take the action back; nothing is retained for an action that was taken back or has run
     * @throws OutOfMemoryError if the thread that would start late actions is not there and cannot be had; nothing is
     *     registered then
     */
    public final Registration onClose(Runnable action) {
        Objects.requireNonNull(action, "action");
        if (endless) {
            AtomicBoolean registered = new AtomicBoolean(true);
            return () -> registered.getAndSet(false);
        }
        Errand errand = new Errand(TaskThreads.FACTORY, "stop-channel-action", action);
        try {
            Action listener = new Action(this, errand);
            if (!link(listener)) {
                errand.start();
            }
            return listener;
        } catch (Throwable notRegistered) {
            errand.drop();
            throw notRegistered;
        }
    }

    /** Registers an action that the closing thread runs itself; it must be short and must not block. */
    final Registration onCloseInline(Runnable action) {
        InlineAction listener = new InlineAction(this, action);
        if (!link(listener)) {
            action.run();
        }
        return listener;
    }

    /**
     * Closes another channel when this one is closed, in the same call, but not within it: a chain of such
     * channels may be as long as it likes.
     *
     * @param other called once, by the closing thread; must be short and must not block
     */
    final Registration closeAfterwards(Supplier<StopChannel> other) {
        Follower listener = new Follower(this, other);
        if (!link(listener)) {
            other.get().signal();
        }
        return listener;
    }

    @Override
    public final String toString() {
        return closed ? "StopChannel[closed]" : "StopChannel[open]";
    }

    private static StopChannel closed() {
        StopChannel channel = new StopChannel();
        channel.signalWithRoom();
        return channel;
    }

    private boolean link(Listener listener) {
        if (endless) {
            return true;
        }
        Stack.ensureRoom();
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (listeners == null) {
                listeners = listener.alone();
            } else {
                listener.insertBefore(listeners);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean unlink(Listener listener) {
        if (endless) {
            return true;
        }
        if (closed) {
            return false;
        }
        lock.lock();
        try {
            if (closed || listener.next == null) {
                return false;
            }
            if (listeners == listener) {
                listeners = listener.next == listener ? null : listener.next;
            }
            listener.remove();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A registered action. */
    public interface Registration {

        /**
         * Takes the action back. Idempotent.
         *
         * @return true if this call prevented the action; false if it runs, has run, or was taken back before
         */
        boolean cancel();
    }

    /** A node of the ring. */
    private abstract static class Listener {

        @Nullable
        Listener previous;

        @Nullable
        Listener next;

        /**
         * Does what is to be done. Returns the listeners of another channel that are to be signalled next, if there are
         * any.
         */
        abstract @Nullable Listener signal();

        final Listener alone() {
            previous = this;
            next = this;
            return this;
        }

        final void insertBefore(Listener other) {
            Listener last = Objects.requireNonNull(other.previous);
            previous = last;
            next = other;
            last.next = this;
            other.previous = this;
        }

        final void remove() {
            Listener before = Objects.requireNonNull(previous);
            Listener after = Objects.requireNonNull(next);
            before.next = after;
            after.previous = before;
            previous = null;
            next = null;
        }

        /** Makes a list of a ring, of which this is the first. Returns the last. */
        final Listener openRing() {
            Listener last = Objects.requireNonNull(previous);
            last.next = null;
            return last;
        }

        final @Nullable Listener signalSafely() {
            try {
                return signal();
            } catch (Throwable failure) { // the others must still be signalled
                TaskThreads.uncaught(failure);
                return null;
            }
        }
    }

    private static final class Waiter extends Listener {

        private final Thread thread;

        Waiter(Thread thread) {
            this.thread = thread;
        }

        @Override
        @Nullable
        Listener signal() {
            LockSupport.unpark(thread);
            return null;
        }
    }

    /** A listener that can be taken back. */
    private abstract static class Registered extends Listener implements Registration {

        private final StopChannel channel;

        Registered(StopChannel channel) {
            this.channel = channel;
        }

        @Override
        public boolean cancel() {
            return channel.unlink(this);
        }
    }

    private static final class InlineAction extends Registered {

        private final Runnable action;

        InlineAction(StopChannel channel, Runnable action) {
            super(channel);
            this.action = action;
        }

        @Override
        @Nullable
        Listener signal() {
            action.run();
            return null;
        }
    }

    /** An action that needs a thread; it starts when all listeners have been signalled. */
    private static final class Action extends Registered {

        private final Errand errand;

        Action(StopChannel channel, Errand errand) {
            super(channel);
            this.errand = errand;
        }

        @Override
        public boolean cancel() {
            Stack.ensureRoom();
            boolean cancelled = super.cancel();
            if (cancelled) {
                errand.drop();
            }
            return cancelled;
        }

        @Override
        @Nullable
        Listener signal() {
            return null;
        }
    }

    private static final class Follower extends Registered {

        private final Supplier<StopChannel> other;

        Follower(StopChannel channel, Supplier<StopChannel> other) {
            super(channel);
            this.other = other;
        }

        @Override
        @Nullable
        Listener signal() {
            return other.get().takeListeners();
        }
    }
}

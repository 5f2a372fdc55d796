package io.github.waitgroup.sample.informer;

import io.github.waitgroup.sample.problem.Reason;
import java.util.Collection;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the reflector and one listener: client-go's {@code processorListener}. {@link #pop} puts what was
 * added in order and hands it over, one at a time; {@link #run} calls the listener.
 *
 * <p>As in the original, closing the input ends {@code pop}, which ends {@code run}; a call that is running may end,
 * and the rest is dropped. Here that loses nothing: it is still pending in the outbox. Unlike the original it is
 * bounded, and an object on which the listener fails comes again.
 *
 * @param <T> the type of the objects
 */
final class ProcessorListener<T> {

    /*
     * One lock guards everything and one condition announces every change; at most three threads are here (reflector,
     * pop, run). The listener and the outbox are called without the lock.
     *
     *   add, retry -> waiting --(pop: due?)--> next --(run)--> listener
     *                 `--------------------- held ---------------------'
     *
     * A key is held from `add` until its delivery is recorded. `more` means that the outbox had more than was added:
     * whoever then brings `held` down to half the window, or finds it there, must call `onRoom` once. It is set under
     * the lock, so either the reflector sees the room or the delivery sees the flag.
     */

    private static final Logger log = LoggerFactory.getLogger(ProcessorListener.class);

    private final Listener<T> listener;
    private final Outbox<T> outbox;
    private final InformerProperties properties;
    private final Runnable onRoom;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final PriorityQueue<Waiting<T>> waiting = new PriorityQueue<>();
    private final Set<Long> held = new HashSet<>();
    private @Nullable Pending<T> next;
    private boolean inputClosed;
    private boolean nextClosed;
    private boolean more;
    private long sequence;

    /** {@code onRoom} is called when there is room again after there was none. */
    ProcessorListener(Listener<T> listener, Outbox<T> outbox, InformerProperties properties, Runnable onRoom) {
        this.listener = listener;
        this.outbox = outbox;
        this.properties = properties;
        this.onRoom = onRoom;
    }

    String name() {
        return listener.name();
    }

    /** Whether at least half of the window is free; if not, there will be a call of {@code onRoom}. */
    boolean hasRoom() {
        lock.lock();
        try {
            more |= !isHalfFree();
            return isHalfFree();
        } finally {
            lock.unlock();
        }
    }

    /** The keys of the objects that were added and are not delivered: a snapshot. */
    Set<Long> held() {
        lock.lock();
        try {
            return Set.copyOf(held);
        } finally {
            lock.unlock();
        }
    }

    /** Takes what the window has room for. {@code more} says that there may be others. */
    void add(Collection<Pending<T>> items, boolean more) {
        boolean room;
        lock.lock();
        try {
            this.more = more;
            for (Pending<T> item : items) {
                if (held.size() >= properties.window()) {
                    this.more = true;
                    break;
                }
                if (held.add(item.key())) {
                    enqueue(item, System.nanoTime());
                }
            }
            room = takeRoom();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (room) {
            onRoom.run();
        }
    }

    /** Closes the input, which ends {@link #pop}. Idempotent. */
    void close() {
        lock.lock();
        try {
            inputClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Hands over what is due, one after the other, until the input is closed; then ends {@link #run}. */
    void pop() {
        lock.lock();
        try {
            while (!inputClosed) {
                if (next != null) {
                    changed.await();
                } else if (untilDue() > 0) {
                    changed.awaitNanos(untilDue());
                } else {
                    next = waiting.remove().item();
                    changed.signalAll();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // as if the input were closed
        } finally {
            next = null;
            nextClosed = true;
            changed.signalAll();
            lock.unlock();
        }
    }

    /** Calls the listener with what is handed over, until {@link #pop} says that nothing more comes. */
    void run() {
        Pending<T> item = receive();
        while (item != null) {
            deliver(item);
            item = receive();
        }
    }

    private @Nullable Pending<T> receive() {
        lock.lock();
        try {
            while (next == null && !nextClosed) {
                changed.awaitUninterruptibly(); // pop ends in any case, and says so
            }
            Pending<T> received = next;
            next = null;
            changed.signalAll();
            return received;
        } finally {
            lock.unlock();
        }
    }

    private void deliver(Pending<T> item) {
        try {
            listener.handle(item.object());
            outbox.delivered(name(), item.key(), item.failures() + 1);
        } catch (InterruptedException interrupted) {
            log.warn("Listener '{}' was interrupted at {}; it is still pending", name(), item.key());
            retry(item);
            return;
        } catch (Throwable failure) { // crash protection: whatever it is, the item stays pending
            recordFailure(item, failure);
            retry(item.failedOnceMore());
            return;
        }
        release(item);
    }

    private void recordFailure(Pending<T> item, Throwable failure) {
        log.warn(
                "Listener '{}' failed at {}, attempt {}; next in {}: {}",
                name(),
                item.key(),
                item.failures() + 1,
                properties.pauseAfter(item.failures() + 1),
                Reason.of(failure));
        log.debug("Where it failed", failure);
        try {
            outbox.failed(name(), item.key());
        } catch (RuntimeException notRecorded) {
            log.warn(
                    "Cannot record the failure of listener '{}' at {}: {}", name(), item.key(), Reason.of(notRecorded));
        }
    }

    private void retry(Pending<T> item) {
        lock.lock();
        try {
            long pause = properties.pauseAfter(item.failures()).toNanos();
            enqueue(item, System.nanoTime() + pause);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void release(Pending<T> delivered) {
        boolean room;
        lock.lock();
        try {
            held.remove(delivered.key());
            room = takeRoom();
        } finally {
            lock.unlock();
        }
        if (room) {
            onRoom.run();
        }
    }

    // The methods below are called with the lock held.

    private void enqueue(Pending<T> item, long due) {
        waiting.add(new Waiting<>(item, due, sequence++));
    }

    private boolean isHalfFree() {
        return held.size() <= properties.window() / 2;
    }

    private boolean takeRoom() {
        boolean room = more && isHalfFree();
        if (room) {
            more = false;
        }
        return room;
    }

    private long untilDue() {
        Waiting<T> first = waiting.peek();
        return first == null ? Long.MAX_VALUE : first.due() - System.nanoTime();
    }

    /** An item and when it is due: by {@link System#nanoTime()}, and in the order of arrival. */
    private record Waiting<T>(Pending<T> item, long due, long sequence) implements Comparable<Waiting<T>> {

        @Override
        public int compareTo(Waiting<T> other) {
            int byDue = Long.signum(due - other.due);
            return byDue != 0 ? byDue : Long.compare(sequence, other.sequence);
        }
    }
}

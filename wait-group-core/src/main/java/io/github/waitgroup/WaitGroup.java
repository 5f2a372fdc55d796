package io.github.waitgroup;

import java.time.Duration;

/**
 * A counter of members that others wait for, until none is left.
 *
 * <p>Add a member <em>before</em> its work is handed over, call {@link #done()} in a {@code finally} block where the
 * work ends, and {@link #await()} where all must have ended:
 *
 * <pre>{@code
 * WaitGroup group = new WaitGroup();
 * for (String url : urls) {
 *     group.add(1);
 *     executor.execute(() -> {
 *         try {
 *             fetch(url);
 *         } finally {
 *             group.done();
 *         }
 *     });
 * }
 * group.await();
 * }</pre>
 *
 * <ul>
 *   <li>The count never falls below zero: a {@link #done()} too many is refused and changes nothing.
 *   <li>{@link #await()} returns when the count is zero, or was zero at some moment after the call began. A waiter
 *       cannot miss that moment, even if members are added again at once: the group may be reused without a pause.
 *   <li>Any number of threads may wait; all of them are released together.
 * </ul>
 *
 * <p>It does not prevent an {@code add} that races with {@code await} from coming too late to be waited for; where
 * members arrive from outside, use {@link SafeWaitGroup}. It does not start tasks, name them or know who is missing:
 * {@link Group} does.
 *
 * <p>Memory consistency effects: actions in a thread before {@link #done()} <i>happen-before</i> actions following a
 * successful return from a corresponding {@code await} in another thread.
 *
 * <p>Origin: Go's {@code sync.WaitGroup}. Unlike there, a negative count is refused instead of left behind, and reuse
 * while earlier waiters are still waking is well defined. The JDK's neighbour is
 * {@link java.util.concurrent.CountDownLatch}; take that where the number of members is known beforehand and used once,
 * and {@link java.util.concurrent.Phaser} where the members themselves wait for one another in rounds.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class WaitGroup {

    private final Counter counter = new Counter();

    /** Creates a group with no members. */
    public WaitGroup() {}

    /**
     * Changes the count.
     *
     * @param delta how many members to add; a negative number takes members away
     * @throws IllegalStateException if the count would become negative, or greater than {@link Integer#MAX_VALUE}; it
     *     is unchanged then
     */
    public void add(int delta) {
        if (delta > 0) {
            counter.tryAdd(delta);
        } else {
            counter.subtract(-(long) delta);
        }
    }

    /**
     * Takes one member away and, if it was the last, releases those who wait.
     *
     * @throws IllegalStateException if no member is counted
     */
    public void done() {
        counter.subtract(1);
    }

    /**
     * Waits until no member is left; returns at once if there is none.
     *
     * @throws InterruptedException if the current thread is interrupted before or while it waits
     */
    public void await() throws InterruptedException {
        counter.await();
    }

    /**
     * Waits until no member is left, but not longer than {@code timeout}.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return true if no member is left, false if the time was up
     * @throws InterruptedException if the current thread is interrupted before or while it waits
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return counter.await(Nanos.of(timeout));
    }

    /**
     * The number of members at this moment; others may change it at any time.
     *
     * @return the count, zero or more
     */
    public int count() {
        return counter.count();
    }

    @Override
    public String toString() {
        return "WaitGroup[count=" + count() + "]";
    }
}

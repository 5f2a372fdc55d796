package io.github.waitgroup;

import java.time.Duration;

/**
 * A {@link WaitGroup} that closes: from the moment an await begins, no new member is admitted.
 *
 * <p>It is for members that arrive from outside, such as requests, while someone decides to shut down. With a plain
 * {@code WaitGroup} a late {@code add} can slip in after the wait has returned; here it is refused, so what was
 * admitted is waited for and what is not waited for was not admitted:
 *
 * <pre>{@code
 * if (!group.tryAdd(1)) {
 *     return Response.status(503);
 * }
 * try {
 *     return handle(request);
 * } finally {
 *     group.done();
 * }
 * }</pre>
 *
 * <ul>
 *   <li>Closing and counting are one step: an admission either precedes the close, and the await waits for it, or is
 *       refused. There is no third outcome.
 *   <li>Refusal begins when an await <em>begins</em>, not when it returns, also for one that times out or does not
 *       wait.
 *   <li>Closing is for good. Members leave, and {@code add} of zero or less works, as before.
 *   <li>The count never falls below zero: a {@link #done()} too many is refused and changes nothing.
 * </ul>
 *
 * <p>It does not end the members: signal them with a {@link StopChannel}. It does not start tasks, name them or know
 * who is missing: {@link Group} does.
 *
 * <p>Memory consistency effects: actions in a thread before {@link #done()} <i>happen-before</i> actions following a
 * successful return from an await in another thread.
 *
 * <p>Origin: {@code SafeWaitGroup} of Kubernetes' {@code k8s.io/apimachinery/pkg/util/waitgroup}. Unlike there, a
 * negative count is refused instead of left behind, and joining takes no lock. The JDK's neighbour is
 * {@link java.util.concurrent.Phaser}, whose parties cannot be refused.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class SafeWaitGroup {

    private final Counter counter = new Counter();

    /** Creates an open group with no members. */
    public SafeWaitGroup() {}

    /**
     * Changes the count.
     *
     * @param delta how many members to add; a negative number takes members away
     * @throws WaitGroupClosedException if {@code delta} is positive and an await has begun; the count is unchanged then
     * @throws IllegalStateException if the count would become negative, or greater than {@link Integer#MAX_VALUE}; it
     *     is unchanged then
     */
    public void add(int delta) {
        if (!tryAdd(delta)) {
            throw new WaitGroupClosedException("add with positive delta after Wait is forbidden");
        }
    }

    /**
     * Changes the count unless members are no longer admitted.
     *
     * @param delta how many members to add; a negative number takes members away
     * @return false if {@code delta} is positive and an await has begun; the count is unchanged then
     * @throws IllegalStateException if the count would become negative, or greater than {@link Integer#MAX_VALUE}; it
     *     is unchanged then
     */
    public boolean tryAdd(int delta) {
        if (delta > 0) {
            return counter.tryAdd(delta);
        }
        counter.subtract(-(long) delta);
        return true;
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
     * Closes the group to new members, then waits until none is left.
     *
     * @throws InterruptedException if the current thread is interrupted before or while it waits; the group is closed
     *     all the same
     */
    public void await() throws InterruptedException {
        counter.close();
        counter.await();
    }

    /**
     * Closes the group to new members, then waits until none is left, but not longer than {@code timeout}.
     *
     * @param timeout how long to wait at most; zero or less closes the group and does not wait
     * @return true if no member is left, false if the time was up
     * @throws InterruptedException if the current thread is interrupted before or while it waits; the group is closed
     *     all the same
     */
    public boolean await(Duration timeout) throws InterruptedException {
        long nanos = Nanos.of(timeout);
        counter.close();
        return counter.await(nanos);
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
        boolean open = !counter.isClosed();
        return "SafeWaitGroup[" + (open ? "open" : "closed") + ", count=" + count() + "]";
    }
}

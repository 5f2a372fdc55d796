package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SafeWaitGroup} whose members leave at a limited rate while it is awaited.
 *
 * <p>It is for long-lived members that come back elsewhere once they have left, such as streams and watches:
 * signalled together, they would all reconnect to the next server at the same moment. Here each one is held in {@link
 * #done()} until it is its turn:
 *
 * <pre>{@code
 * DrainCounts counts = streams.await(count -> DrainPolicy.spread(count, Duration.ofSeconds(20), 200));
 * log.info("{} of {} streams ended in time", counts.activeAtStart() - counts.activeAtEnd(), counts.activeAtStart());
 * }</pre>
 *
 * <ul>
 *   <li>From the moment an await begins, no new member is admitted, for good. An admission either precedes that moment,
 *       and is waited for, or is refused.
 *   <li>Before that moment {@link #done()} returns at once. From then on, and until the await returns, it waits for the
 *       limiter.
 *   <li>The await ends when the last member has left, or when the stop context of its {@link DrainPolicy} is done,
 *       whichever is first. When it ends, for whatever reason, those who are held in the limiter are released.
 *   <li>The count never falls below zero: a {@link #done()} too many is refused and changes nothing.
 * </ul>
 *
 * <p>It does not signal the members to stop: a {@link StopChannel} does. A member that calls {@link #done()} on a
 * thread that others need, such as an event loop, holds up that thread too.
 *
 * <p>It is for members that have a thread of their own, in which {@link #done()} can wait. The Spring Boot starter
 * therefore meters its own streams of events in another way: a stream that waits for its next event has no thread, and
 * while it waits for its turn to leave it would still hold its connection and be of no use to its client. So the
 * starter sends the stop signals one by one over the grace period, and each stream leaves as soon as it has its own.
 *
 * <p>Memory consistency effects: actions in a thread before {@link #done()} <i>happen-before</i> actions following the
 * return of an await in another thread that was not ended by its stop context.
 *
 * <p>Origin: {@code RateLimitedSafeWaitGroup} of Kubernetes' {@code k8s.io/apimachinery/pkg/util/waitgroup}. Unlike
 * there, the factory runs outside any lock, a stop leaves no thread behind, and two awaits at the same time are an
 * error. The JDK has no neighbour; take {@link SafeWaitGroup} where it does not matter how many members leave at once.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class RateLimitedSafeWaitGroup {

    /*
     * Two counters distinguish "has called done" from "has left":
     *
     *            add                done                    token, stop, or not draining
     *   (absent) ----> in `members` ----> in `leaving` only ----------------------------> (absent)
     *
     * A member is added to `leaving` before it is taken from `members`. So once the group is closed and `members` is
     * zero, everyone who has not left is in `leaving`; when that is zero too, the group is drained and stays so.
     *
     * The step that takes a member from `members` also finds whether the group was closed at that moment. So every
     * leave either precedes the close, and is neither in the count at the start nor metered, or follows it, and is
     * both.
     *
     * `drain` is the await in progress. It is set before the close, so who finds the group closed also finds it.
     * Drained and stopped are one event, `ended`: the last one who leaves looks for it after its own last step, and the
     * await looks after the close, so one of the two sees the other. No thread but the caller's waits.
     */

    private final Counter members = new Counter();
    private final Counter leaving = new Counter();
    private final AtomicReference<@Nullable Drain> drain = new AtomicReference<>();

    /** Creates an open group with no members. */
    public RateLimitedSafeWaitGroup() {}

    /**
     * Changes the count. Members that a negative {@code delta} takes away leave at once; the limiter is not asked.
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
     * Changes the count unless members are no longer admitted. Members that a negative {@code delta} takes away leave
     * at once; the limiter is not asked.
     *
     * @param delta how many members to add; a negative number takes members away
     * @return false if {@code delta} is positive and an await has begun; the count is unchanged then
     * @throws IllegalStateException if the count would become negative, or greater than {@link Integer#MAX_VALUE}; it
     *     is unchanged then
     */
    public boolean tryAdd(int delta) {
        if (delta > 0) {
            return members.tryAdd(delta);
        }
        members.subtract(-(long) delta);
        endIfDrained();
        return true;
    }

    /**
     * Takes one member away. While the group is awaited, this first waits for the limiter; otherwise it returns at
     * once.
     *
     * <p>Whatever happens in the limiter, the member leaves. If the current thread is interrupted, before or while it
     * waits, it leaves at once and its interrupt flag is set on return. What the limiter throws goes to the thread's
     * uncaught exception handler.
     *
     * @throws IllegalStateException if no member is counted
     */
    public void done() {
        leaving.tryAdd(1);
        try {
            if (members.subtract(1)) {
                awaitToken();
            }
        } finally {
            leaving.subtract(1);
            endIfDrained();
        }
    }

    /**
     * Closes the group to new members, asks for a policy, then waits until all members have left or until the policy's
     * stop context is done.
     *
     * <p>The factory is called once, in this thread, when the group is closed already. Members that leave wait for it,
     * so it should be short, and must not call {@link #done()} itself. What it throws is thrown.
     *
     * <p>A group may be awaited again, once an await has ended before the members have left: the next one asks for a
     * policy of its own, and members that leave in between are not held.
     *
     * @param factory makes the policy, given the number of members that have not called {@link #done()}, zero or more
     * @return how many members there were and are, and why the wait was given up, if it was
     * @throws InterruptedException if the current thread is interrupted before or while it waits; the group is closed
     *     all the same
     * @throws NullPointerException if {@code factory} is null, and the group stays open; or if the factory returns
     *     null, and the group is closed all the same
     * @throws IllegalStateException if another await is in progress
     */
    public DrainCounts await(IntFunction<DrainPolicy> factory) throws InterruptedException {
        requireNonNull(factory, "rate limiter factory must be specified");
        Drain current = new Drain();
        if (!drain.compareAndSet(null, current)) {
            throw new IllegalStateException("the group is being awaited already, count " + members.count()
                    + "; a second await would replace the limiter of the first, so begin it when that has ended");
        }
        try {
            int activeAtStart = members.close();
            DrainPolicy policy = factory.apply(activeAtStart);
            return await(current, activeAtStart, requireNonNull(policy, "the rate limiter factory returned null"));
        } finally {
            current.decided.signal(); // if the factory has thrown: those who leave do not wait for it any longer
            drain.set(null);
        }
    }

    /**
     * The number of members that have not called {@link #done()} yet; others may change it at any time. Members that
     * are held in the limiter are not counted.
     *
     * @return the count, zero or more
     */
    public int count() {
        return members.count();
    }

    @Override
    public String toString() {
        return "RateLimitedSafeWaitGroup[" + (isClosed() ? "closed" : "open") + ", count=" + members.count()
                + ", leaving=" + leaving.count() + "]";
    }

    private DrainCounts await(Drain current, int activeAtStart, DrainPolicy policy) throws InterruptedException {
        try (CancellableContext stop = policy.stop().withCancel()) {
            current.decide(policy.limiter(), stop);
            stop.done().onCloseInline(current.ended::signalWithRoom); // within a wake-up, which has made sure of that
            endIfDrained();
            current.ended.await();
            boolean drained = isDrained(); // before the count, so that a drained group is never reported with one
            return new DrainCounts(activeAtStart, members.count(), drained ? null : stop.cause());
        }
    }

    private void awaitToken() {
        Drain current = drain.get();
        if (current == null) {
            return; // an await has begun once, and has ended
        }
        try {
            current.awaitToken();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable failure) {
            TaskThreads.uncaught(failure);
        }
    }

    private void endIfDrained() {
        Drain current = drain.get();
        if (current != null && isDrained()) {
            current.ended.signal();
        }
    }

    /** Read in this order: once it is closed nobody enters `members`, and once that is zero nobody enters `leaving`. */
    private boolean isDrained() {
        return isClosed() && members.count() == 0 && leaving.count() == 0;
    }

    private boolean isClosed() {
        return members.isClosed();
    }

    /** An await in progress. */
    private static final class Drain {

        /** Closed when the policy is there, or never will be. */
        final StopChannel decided = new StopChannel();

        /** Closed when all have left, or the policy says stop. */
        final StopChannel ended = new StopChannel();

        // Written before `decided` is closed. Without a limiter nobody is held.
        private @Nullable RateLimiter limiter;
        private Context stop = Context.background();

        /** @param ownStop is cancelled when the await ends */
        void decide(@Nullable RateLimiter policyLimiter, Context ownStop) {
            limiter = policyLimiter;
            stop = ownStop;
            decided.signal();
        }

        void awaitToken() throws InterruptedException {
            decided.await();
            if (limiter != null && !stop.isDone()) {
                limiter.await(stop);
            }
        }
    }

    /**
     * How the members leave during one await.
     *
     * @param limiter asked once for each member that leaves; null for no limit
     * @param stop ends the await when it is done; the limiter is given a child of it, which is cancelled when the await
     *     ends
     */
    public record DrainPolicy(@Nullable RateLimiter limiter, Context stop) {

        /**
         * Creates a policy.
         *
         * @param limiter asked once for each member that leaves; null for no limit
         * @param stop ends the await when it is done
         */
        public DrainPolicy {
            requireNonNull(stop, "stop");
        }

        /**
         * Returns the usual policy: the members leave one by one, evenly over the grace period or faster, and whoever
         * cannot have a turn before its end leaves at once. The grace period begins now; the await is given up when it
         * ends.
         *
         * <p>The API server of Kubernetes uses it with at least 200 members a second.
         *
         * @param count how many members are expected to leave
         * @param gracePeriod how long the await takes at most; zero or less gives it up at once
         * @param minPerSecond how many members may leave in a second at least, so that a few of them do not take the
         *     whole grace period
         * @return a policy for one await
         * @throws IllegalArgumentException if {@code minPerSecond} is not positive
         */
        public static DrainPolicy spread(int count, Duration gracePeriod, int minPerSecond) {
            if (minPerSecond <= 0) {
                throw new IllegalArgumentException("minPerSecond must be positive, but is " + minPerSecond);
            }
            return new DrainPolicy(
                    new PacedLimiter(count, gracePeriod, minPerSecond),
                    Context.background().withTimeout(gracePeriod));
        }
    }

    /**
     * How an await has ended.
     *
     * @param activeAtStart how many members were counted when it began
     * @param activeAtEnd how many of them had not called {@link RateLimitedSafeWaitGroup#done()} when it ended
     * @param stopCause null if all members have left; otherwise why the await was given up: the {@linkplain
     *     Context#cause() cause} of the stop context, a {@link java.util.concurrent.TimeoutException} where its time
     *     was up
     */
    public record DrainCounts(
            int activeAtStart, int activeAtEnd, @Nullable Throwable stopCause) {}
}

package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.LongUnaryOperator;

/**
 * Loops that do something again and again until they are signalled to stop, and polls that ask until the answer is yes.
 *
 * <p>A loop is the body of a long-running task, and wakes up from its pause at once when signalled:
 *
 * <pre>{@code
 * group.startWithChannel(
 *         "inbox", group.stopChannel(), stop -> Wait.repeatUntil(stop, Duration.ofSeconds(5), inbox::fetch));
 * }</pre>
 *
 * <p>A poll is for the caller who can only go on when something else is ready:
 *
 * <pre>{@code
 * Wait.pollUntilTimeout(context, Duration.ofMillis(100), Duration.ofSeconds(30), true, server::isUp);
 * }</pre>
 *
 * <ul>
 *   <li>Everything runs in the thread of the caller, which is blocked meanwhile.
 *   <li>Nothing is called again once the stop channel is closed, or the context done. What runs at that moment is not
 *       interrupted; its pause is cut short.
 *   <li>A loop outlives its body's failures: what the body throws, whatever it is, goes to the uncaught exception
 *       handler of the current thread, which prints it unless set otherwise, and the loop goes on. A poll does not: it
 *       throws what its condition throws.
 *   <li>Interrupting the current thread ends a loop as a stop does, and its interrupt flag is set on return. A poll,
 *       whose caller relies on the answer, throws {@link InterruptedException}.
 * </ul>
 *
 * <p>Periods, intervals and delays of zero or less mean no pause. To loop on a {@link Context}, use its {@link
 * Context#done() channel}.
 *
 * <p>Memory consistency effects: as for the {@link StopChannel}.
 *
 * <p>Origin: Kubernetes' {@code k8s.io/apimachinery/pkg/util/wait}. Its {@code …WithContext} forms are the same
 * functions here, and a loop is sliding unless its name says otherwise. The JDK's neighbour is {@link
 * java.util.concurrent.ScheduledExecutorService}; take that for many tasks that share a few threads, and mind that
 * there the first failure silently ends the series.
 */
public final class Wait {

    private Wait() {}

    /**
     * Runs {@code body} until {@code stop} is closed, with a pause of {@code period} after each run. The first run is
     * at once.
     *
     * @param stop ends the loop
     * @param period from the end of one run to the start of the next
     * @param body what to do
     */
    public static void repeatUntil(StopChannel stop, Duration period, ThrowingRunnable<?> body) {
        loop(stop, body, sliding(period));
    }

    /**
     * Runs {@code body} until {@code stop} is closed, once in each {@code period}. The first run is at once; one that
     * takes longer than the period is followed by the next without a pause, and runs that were missed meanwhile are not
     * made up for.
     *
     * @param stop ends the loop
     * @param period from the start of one run to the start of the next
     * @param body what to do
     */
    public static void nonSlidingUntil(StopChannel stop, Duration period, ThrowingRunnable<?> body) {
        loop(stop, body, nonSliding(period));
    }

    /**
     * Runs {@code body} until {@code stop} is closed, with a pause of at least {@code period} after each run, made
     * longer at random so that many who began together do not stay in step. The first run is at once.
     *
     * @param stop ends the loop
     * @param period from the end of one run to the start of the next, at least
     * @param maxFactor each pause is longer than the period by up to this part of it; zero or less for no jitter
     * @param body what to do
     * @throws IllegalArgumentException if {@code maxFactor} is not finite
     */
    public static void jitterUntil(StopChannel stop, Duration period, double maxFactor, ThrowingRunnable<?> body) {
        loop(stop, body, jittered(period, maxFactor));
    }

    /**
     * Runs {@code body} until {@code stop} is closed, with a pause after each run that grows from one to the next. The
     * first run is at once.
     *
     * <p>It is for work that is meant to last, such as a connection that is kept open: a run that ends soon counts as a
     * failed attempt and makes the next pause longer, one that lasted for {@code resetAfter} makes it the first pause
     * again. Whether a run threw makes no difference.
     *
     * @param stop ends the loop
     * @param backoff the pauses
     * @param resetAfter how long a run lasts to count as a success; zero or less if every run does
     * @param body what to do
     */
    public static void backoffUntil(StopChannel stop, Backoff backoff, Duration resetAfter, ThrowingRunnable<?> body) {
        loop(stop, body, growing(backoff, resetAfter));
    }

    /**
     * Asks every {@code interval} whether a condition is met, until it is or the context is done.
     *
     * @param <X> what the condition throws
     * @param context ends the wait; its deadline counts too
     * @param interval from one call to the next; a call that takes longer is followed by the next without a pause
     * @param immediate true to ask at once, in any case, even if the context is done already; false to ask after an
     *     interval for the first time
     * @param condition what to wait for
     * @throws X if the condition throws it
     * @throws CancellationException if the context is done; its cause is that of the context
     * @throws InterruptedException if the current thread is interrupted before or while it waits for the next call
     */
    public static <X extends Throwable> void pollUntilCancel(
            Context context, Duration interval, boolean immediate, Condition<X> condition)
            throws X, InterruptedException {
        poll(
                context,
                interval,
                Long.MAX_VALUE,
                immediate,
                condition); // without a timeout it returns only when it is met
    }

    /**
     * Asks every {@code interval} whether a condition is met, until it is, the time is up or the context is done.
     *
     * <p>A call that is running when the time is up is not cut short, and counts if it says yes.
     *
     * @param <X> what the condition throws
     * @param context ends the wait; its deadline counts too
     * @param interval from one call to the next; a call that takes longer is followed by the next without a pause
     * @param timeout how long to wait at most; zero or less asks once if {@code immediate}, and not at all otherwise
     * @param immediate true to ask at once, in any case, even if the context is done already; false to ask after an
     *     interval for the first time
     * @param condition what to wait for
     * @throws X if the condition throws it
     * @throws TimeoutException if {@code timeout} has passed and the context is not done
     * @throws CancellationException if the context is done; its cause is that of the context
     * @throws InterruptedException if the current thread is interrupted before or while it waits for the next call
     */
    public static <X extends Throwable> void pollUntilTimeout(
            Context context, Duration interval, Duration timeout, boolean immediate, Condition<X> condition)
            throws X, InterruptedException, TimeoutException {
        if (!poll(context, interval, Nanos.of(timeout), immediate, condition)) {
            throw new TimeoutException("timed out waiting for the condition");
        }
    }

    /**
     * Something that becomes true sooner or later.
     *
     * @param <X> what it throws; inferred for a lambda, {@link RuntimeException} if that throws nothing checked
     */
    @FunctionalInterface
    public interface Condition<X extends Throwable> {

        /**
         * Whether the wait is over.
         *
         * @return true if it is
         * @throws X if the wait must be given up
         */
        boolean isMet() throws X;
    }

    /** Makes a period longer at random, by up to {@code maxFactor} times itself; a factor of zero or less does not. */
    static long jittered(long nanos, double maxFactor) {
        return jittered(nanos, maxFactor, ThreadLocalRandom.current().nextDouble());
    }

    static long jittered(long nanos, double maxFactor, double random) {
        if (maxFactor <= 0) {
            return nanos;
        }
        long extra = (long) (nanos * maxFactor * random);
        return extra > Long.MAX_VALUE - nanos ? Long.MAX_VALUE : nanos + extra;
    }

    // The pauses, as functions from the nanoseconds that a run took to those of the pause after it.

    static LongUnaryOperator sliding(Duration period) {
        long nanos = Nanos.of(period);
        return took -> nanos;
    }

    static LongUnaryOperator nonSliding(Duration period) {
        long nanos = Nanos.of(period);
        return took -> nanos - took;
    }

    static LongUnaryOperator jittered(Duration period, double maxFactor) {
        long nanos = Nanos.of(period);
        if (!Double.isFinite(maxFactor)) {
            throw new IllegalArgumentException("maxFactor must be finite, but is " + maxFactor);
        }
        return took -> jittered(nanos, maxFactor);
    }

    static LongUnaryOperator growing(Backoff backoff, Duration resetAfter) {
        requireNonNull(backoff, "backoff");
        long success = Nanos.of(resetAfter);
        return new LongUnaryOperator() {

            private int round;

            @Override
            public long applyAsLong(long took) {
                int current = took >= success ? 0 : round;
                round = current == Integer.MAX_VALUE ? current : current + 1;
                return backoff.delayNanos(current);
            }
        };
    }

    private static void loop(StopChannel stop, ThrowingRunnable<?> body, LongUnaryOperator pauseAfter) {
        requireNonNull(body, "body");
        try {
            long pause = 0;
            while (!stop.await(pause)) {
                long start = System.nanoTime();
                runReporting(body);
                pause = pauseAfter.applyAsLong(System.nanoTime() - start);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void runReporting(ThrowingRunnable<?> body) {
        try {
            body.run();
        } catch (Throwable failure) {
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt(); // the pause that follows ends the loop
            } else {
                TaskThreads.uncaught(failure);
            }
        }
    }

    /** Returns whether the condition was met; otherwise the time is up. */
    private static <X extends Throwable> boolean poll(
            Context context, Duration interval, long timeout, boolean immediate, Condition<X> condition)
            throws X, InterruptedException {
        LongUnaryOperator pauseAfter = nonSliding(interval);
        long start = System.nanoTime();
        long called = start;
        boolean met = immediate && condition.isMet();
        while (!met) {
            long pause = pauseAfter.applyAsLong(System.nanoTime() - called);
            if (context.done().await(Math.min(pause, Nanos.left(start, timeout)))) {
                throw cancelled(context);
            }
            if (Nanos.left(start, timeout) <= 0) {
                return false;
            }
            called = System.nanoTime();
            met = condition.isMet();
        }
        return true;
    }

    private static CancellationException cancelled(Context context) {
        Throwable cause = context.cause();
        CancellationException cancelled =
                new CancellationException("context is done while waiting for the condition: " + cause);
        cancelled.initCause(cause);
        return cancelled;
    }
}

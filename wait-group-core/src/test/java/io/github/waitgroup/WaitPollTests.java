package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static io.github.waitgroup.TestThread.awaitEnd;
import static io.github.waitgroup.TestThread.workFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.Wait.Condition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WaitPollTests {

    /** An interval that no test lives to see the end of. */
    private static final Duration HOUR = Duration.ofHours(1);

    private static final Duration SHORT = Duration.ofNanos(1_000);

    private final CancellableContext context = Context.background().withCancel();
    private final AtomicInteger calls = new AtomicInteger();

    /** Both polls, where the time-out is not the point. */
    enum Poll {
        UNTIL_CANCEL {
            @Override
            <X extends Exception> void run(
                    Context context, Duration interval, boolean immediate, Condition<X> condition)
                    throws X, InterruptedException {
                Wait.pollUntilCancel(context, interval, immediate, condition);
            }
        },
        UNTIL_TIMEOUT {
            @Override
            <X extends Exception> void run(
                    Context context, Duration interval, boolean immediate, Condition<X> condition)
                    throws X, InterruptedException, TimeoutException {
                Duration timeout = ChronoUnit.FOREVER.getDuration();
                Wait.pollUntilTimeout(context, interval, timeout, immediate, condition);
            }
        };

        abstract <X extends Exception> void run(
                Context context, Duration interval, boolean immediate, Condition<X> condition)
                throws X, InterruptedException, TimeoutException;
    }

    @ParameterizedTest
    @EnumSource
    void conditionThatIsMetAtOnceIsCalledOnce(Poll poll) throws Exception {
        poll.run(context, HOUR, true, metAtCall(1));

        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void conditionIsCalledUntilItIsMet(Poll poll) throws Exception {
        poll.run(context, SHORT, true, metAtCall(11));
        assertThat(calls).hasValue(11);

        poll.run(context, SHORT, false, metAtCall(15));
        assertThat(calls).hasValue(15);
    }

    @ParameterizedTest
    @EnumSource
    void intervalOfZeroOrLessIsNoPause(Poll poll) throws Exception {
        poll.run(context, Duration.ZERO, true, metAtCall(3));
        assertThat(calls).hasValue(3);

        poll.run(context, Duration.ofSeconds(Long.MIN_VALUE), false, metAtCall(6));
        assertThat(calls).hasValue(6);
    }

    @ParameterizedTest
    @EnumSource
    void throwableOfTheConditionIsThrownAndEndsThePoll(Poll poll) {
        IOException checked = new IOException("condition");
        assertThatThrownBy(() -> poll.run(context, HOUR, true, () -> {
                    calls.incrementAndGet();
                    throw checked;
                }))
                .isSameAs(checked);
        assertThat(calls).hasValue(1);

        Error error = new AssertionError("condition");
        assertThatThrownBy(() -> poll.run(context, SHORT, false, () -> {
                    calls.incrementAndGet();
                    throw error;
                }))
                .isSameAs(error);
        assertThat(calls).hasValue(2);
    }

    @ParameterizedTest
    @EnumSource
    void conditionIsNotCalledIfTheContextIsDoneAndNotImmediate(Poll poll) {
        context.cancel();

        assertCancelled(() -> poll.run(context, Duration.ZERO, false, metAtCall(1)));

        assertThat(calls).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void immediateConditionIsCalledOnceEvenIfTheContextIsDone(Poll poll) throws Exception {
        context.cancel();

        poll.run(context, Duration.ZERO, true, metAtCall(1));
        assertThat(calls).hasValue(1);

        assertCancelled(() -> poll.run(context, Duration.ZERO, true, metAtCall(9)));
        assertThat(calls).hasValue(2);

        IOException checked = new IOException("condition");
        assertThatThrownBy(() -> poll.run(context, Duration.ZERO, true, () -> {
                    throw checked;
                }))
                .isSameAs(checked);
    }

    @ParameterizedTest
    @EnumSource
    void deadlineOfTheContextThatHasPassedIsACancellation(Poll poll) {
        CancellableContext late = context.withDeadline(Instant.EPOCH);

        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> poll.run(late, HOUR, true, metAtCall(9)))
                .withCauseInstanceOf(TimeoutException.class)
                .withMessage("context is done while waiting for the condition: "
                        + "java.util.concurrent.TimeoutException: context deadline exceeded");
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void deadlineOfTheContextEndsThePoll(Poll poll) {
        CancellableContext bounded = context.withTimeout(Duration.ofMillis(10));

        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> poll.run(bounded, HOUR, false, metAtCall(1)))
                .withCauseInstanceOf(TimeoutException.class);
        assertThat(calls).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void conditionIsNotCalledAgainOnceItHasCancelledTheContext(boolean immediate) {
        for (Poll poll : Poll.values()) {
            calls.set(0);
            CancellableContext child = context.withCancel();
            IllegalStateException reason = new IllegalStateException("enough");

            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> poll.run(child, SHORT, immediate, () -> {
                        if (calls.incrementAndGet() == 5) {
                            child.cancel(reason);
                        }
                        return false;
                    }))
                    .withCause(reason);
            assertThat(calls).hasValue(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancellingCutsAPauseShort(Poll poll) throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread polling = start(() -> poll.run(context, HOUR, true, metAtCall(9)), thrown);
        awaitPause(polling);

        context.cancel();

        awaitEnd(polling);
        assertThat(thrown.get()).isInstanceOf(CancellationException.class).hasCause(context.cause());
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void interruptCutsAPauseShort(Poll poll) throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread polling = start(() -> poll.run(context, HOUR, true, metAtCall(9)), thrown);
        awaitPause(polling);

        polling.interrupt();

        awaitEnd(polling);
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void interruptedThreadDoesNotPause(Poll poll) throws Exception {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> poll.run(context, Duration.ZERO, false, metAtCall(1)));
        assertThat(calls).hasValue(0);

        Thread.currentThread().interrupt();
        poll.run(context, HOUR, true, metAtCall(1));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void timeOutEndsThePollWithinAnInterval() {
        assertTimedOut(() -> Wait.pollUntilTimeout(context, HOUR, Duration.ofMillis(10), true, metAtCall(9)));
        assertThat(calls).hasValue(1);

        assertTimedOut(() -> Wait.pollUntilTimeout(context, HOUR, Duration.ofMillis(10), false, metAtCall(9)));
        assertThat(calls).hasValue(1);
        assertThat(context.cause()).isNull();
    }

    @Test
    void timeOutEndsThePollBetweenManyCalls() {
        assertTimedOut(() -> Wait.pollUntilTimeout(context, SHORT, Duration.ofMillis(20), false, () -> {
            calls.incrementAndGet();
            return false;
        }));

        assertThat(calls).hasPositiveValue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void timeOutOfZeroOrLessDoesNotWait(long seconds) {
        Duration timeout = Duration.ofSeconds(seconds);
        assertTimedOut(() -> Wait.pollUntilTimeout(context, HOUR, timeout, false, metAtCall(1)));
        assertThat(calls).hasValue(0);

        assertTimedOut(() -> Wait.pollUntilTimeout(context, HOUR, timeout, true, metAtCall(9)));
        assertThat(calls).hasValue(1);
    }

    @Test
    void conditionThatIsMetAfterTheTimeOutCounts() throws Exception {
        Duration timeout = Duration.ofMillis(1);

        Wait.pollUntilTimeout(context, HOUR, timeout, true, () -> {
            workFor(timeout.multipliedBy(2));
            return true;
        });
    }

    @Test
    void contextThatIsDoneTakesPrecedenceOverTheTimeOut() {
        context.cancel();

        assertCancelled(() -> Wait.pollUntilTimeout(context, HOUR, Duration.ZERO, false, metAtCall(1)));
    }

    @Test
    void callThatTakesLongerThanTheIntervalIsFollowedByTheNextAtOnce() throws Exception {
        Duration interval = Duration.ofSeconds(1);
        AtomicLong firstEnded = new AtomicLong();
        AtomicLong pause = new AtomicLong();

        Wait.pollUntilCancel(context, interval, true, () -> {
            if (calls.incrementAndGet() == 1) {
                workFor(interval);
                firstEnded.set(System.nanoTime());
                return false;
            }
            pause.set(System.nanoTime() - firstEnded.get());
            return true;
        });

        assertThat(pause.get()).isLessThan(interval.toNanos());
    }

    @Test
    void everyCallWaitsForItsInterval() throws Exception {
        long interval = Duration.ofMillis(20).toNanos();
        long start = System.nanoTime();

        Wait.pollUntilCancel(context, Duration.ofNanos(interval), false, () -> {
            int call = calls.incrementAndGet();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(call * interval);
            return call == 3;
        });

        assertThat(calls).hasValue(3);
    }

    private Condition<RuntimeException> metAtCall(int call) {
        return () -> calls.incrementAndGet() == call;
    }

    private static void assertTimedOut(Polling polling) {
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(polling::run)
                .withMessage("timed out waiting for the condition");
    }

    private void assertCancelled(Polling polling) {
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(polling::run)
                .withCause(context.cause());
    }

    private static Thread start(Polling polling, AtomicReference<Throwable> thrown) {
        Thread thread = new Thread(() -> {
            try {
                polling.run();
            } catch (Throwable failure) {
                thrown.set(failure);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitPause(Thread thread) {
        Awaitility.await().atMost(FOREVER).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    @FunctionalInterface
    private interface Polling {
        void run() throws Exception;
    }
}

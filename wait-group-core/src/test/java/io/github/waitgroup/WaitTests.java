package io.github.waitgroup;

import static io.github.waitgroup.TestThread.awaitEnd;
import static io.github.waitgroup.TestThread.workFor;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WaitTests {

    /** A pause that no test lives to see the end of. */
    private static final Duration HOUR = Duration.ofHours(1);

    private static final long SECOND = 1_000_000_000;

    private final CloseableStopChannel stop = new CloseableStopChannel();
    private final AtomicInteger runs = new AtomicInteger();

    /** The loops, which differ only in the length of their pauses. */
    enum Loop {
        UNTIL {
            @Override
            void run(StopChannel stop, Duration period, ThrowingRunnable<?> body) {
                Wait.repeatUntil(stop, period, body);
            }
        },
        NON_SLIDING_UNTIL {
            @Override
            void run(StopChannel stop, Duration period, ThrowingRunnable<?> body) {
                Wait.nonSlidingUntil(stop, period, body);
            }
        },
        JITTER_UNTIL {
            @Override
            void run(StopChannel stop, Duration period, ThrowingRunnable<?> body) {
                Wait.jitterUntil(stop, period, 1, body);
            }
        },
        BACKOFF_UNTIL {
            @Override
            void run(StopChannel stop, Duration period, ThrowingRunnable<?> body) {
                Wait.backoffUntil(stop, new Backoff(period, 2, 0, 5, Duration.ZERO), HOUR, body);
            }
        };

        abstract void run(StopChannel stop, Duration period, ThrowingRunnable<?> body);
    }

    @ParameterizedTest
    @EnumSource
    void bodyThatThrowsInterruptedExceptionEndsTheLoopAndKeepsTheFlag(Loop loop) {
        loop.run(stop, Duration.ZERO, () -> {
            runs.incrementAndGet();
            throw new InterruptedException("on purpose");
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(runs).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void bodyIsNeverRunOnceStopped(Loop loop) {
        stop.close();

        loop.run(stop, Duration.ZERO, runs::incrementAndGet);

        assertThat(runs).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void loopWithoutAPauseRunsUntilStopped(Loop loop) throws Exception {
        SynchronousQueue<Integer> tokens = new SynchronousQueue<>();
        Thread looping = start(() -> loop.run(stop, Duration.ZERO, () -> {
            try {
                tokens.put(runs.incrementAndGet());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        assertThat(tokens.take()).isEqualTo(1);
        assertThat(tokens.take()).isEqualTo(2);

        stop.close();

        while (looping.isAlive()) {
            tokens.poll(1, MILLISECONDS); // of the run that had begun before the stop, if any
        }
        assertThat(runs).hasValueBetween(2, 3);
    }

    @ParameterizedTest
    @EnumSource
    void stopByTheBodyItselfIsNotFollowedByAPause(Loop loop) {
        loop.run(stop, HOUR, () -> {
            runs.incrementAndGet();
            stop.close();
        });

        assertThat(runs).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void stopCutsAPauseShort(Loop loop) throws Exception {
        Thread looping = start(() -> loop.run(stop, HOUR, runs::incrementAndGet));
        TestThread.awaitBlocked(looping);

        stop.close();

        awaitEnd(looping);
        assertThat(runs).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void interruptEndsALoopAndKeepsTheFlag(Loop loop) throws Exception {
        AtomicInteger flag = new AtomicInteger();
        Thread looping = start(() -> {
            loop.run(stop, HOUR, runs::incrementAndGet);
            flag.set(Thread.interrupted() ? 1 : -1);
        });
        TestThread.awaitBlocked(looping);

        looping.interrupt();

        awaitEnd(looping);
        assertThat(flag).hasValue(1);
        assertThat(runs).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void bodyIsNeverRunOnAnInterruptedThread(Loop loop) {
        Thread.currentThread().interrupt();

        loop.run(stop, Duration.ZERO, runs::incrementAndGet);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(runs).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void bodyThatKeepsTheInterruptFlagEndsTheLoop(Loop loop) {
        loop.run(stop, Duration.ZERO, () -> {
            runs.incrementAndGet();
            Thread.currentThread().interrupt();
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(runs).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void loopOutlivesWhatTheBodyThrowsAndReportsIt(Loop loop) throws Exception {
        List<Throwable> reported = new ArrayList<>();
        Throwable first = new IllegalStateException("first");
        Throwable second = new AssertionError("second");
        Thread looping = new Thread(() -> loop.run(stop, Duration.ofNanos(1), () -> {
            switch (runs.incrementAndGet()) {
                case 1 -> WaitTests.<RuntimeException>sneak(first);
                case 2 -> WaitTests.<RuntimeException>sneak(second);
                default -> stop.close();
            }
        }));
        looping.setUncaughtExceptionHandler((thread, failure) -> {
            reported.add(failure);
            throw new IllegalArgumentException("broken handler");
        });
        looping.start();

        awaitEnd(looping);
        assertThat(runs).hasValue(3);
        assertThat(reported).containsExactly(first, second);
    }

    @ParameterizedTest
    @EnumSource
    void negativePeriodIsNoPause(Loop loop) {
        Duration period = loop == Loop.BACKOFF_UNTIL ? Duration.ZERO : Duration.ofSeconds(Long.MIN_VALUE);

        loop.run(stop, period, this::runThrice);

        assertThat(runs).hasValue(3);
    }

    @ParameterizedTest
    @EnumSource
    void endlessPeriodIsAPauseUntilStopped(Loop loop) throws Exception {
        Thread looping = start(() -> loop.run(stop, ChronoUnit.FOREVER.getDuration(), runs::incrementAndGet));
        TestThread.awaitBlocked(looping);

        stop.close();

        awaitEnd(looping);
        assertThat(runs).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void bodyMustNotBeNull(Loop loop) {
        assertThatNullPointerException()
                .isThrownBy(() -> loop.run(stop, HOUR, null))
                .withMessage("body");
    }

    @Test
    void cancelledParentEndsLoopsOnTheChannelsOfItsChildren() throws Exception {
        CancellableContext parent = Context.background().withCancel();
        List<Thread> loops = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CancellableContext child = parent.withCancel();
            loops.add(start(() -> Wait.repeatUntil(child.done(), HOUR, runs::incrementAndGet)));
        }
        for (Thread loop : loops) {
            TestThread.awaitBlocked(loop);
        }

        parent.cancel();

        for (Thread loop : loops) {
            awaitEnd(loop);
        }
        assertThat(runs).hasValue(3);
    }

    @Test
    void loopIsATaskThatIsHandedAStopChannel() {
        Consumer<StopChannel> task = channel -> Wait.repeatUntil(channel, Duration.ofSeconds(5), () -> {
            runs.incrementAndGet();
            stop.close();
        });

        task.accept(stop);

        assertThat(runs).hasValue(1);
    }

    @Test
    void slidingPauseDoesNotDependOnTheRun() {
        LongUnaryOperator pause = Wait.sliding(Duration.ofSeconds(1));

        assertThat(pause.applyAsLong(0)).isEqualTo(SECOND);
        assertThat(pause.applyAsLong(5 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void nonSlidingPauseIsWhatTheRunHasLeftOfThePeriod() {
        LongUnaryOperator pause = Wait.nonSliding(Duration.ofSeconds(1));

        assertThat(pause.applyAsLong(0)).isEqualTo(SECOND);
        assertThat(pause.applyAsLong(SECOND / 4)).isEqualTo(SECOND * 3 / 4);
        assertThat(pause.applyAsLong(SECOND)).isZero();
        assertThat(pause.applyAsLong(5 * SECOND)).isNegative();
        assertThat(Wait.nonSliding(Duration.ofSeconds(Long.MIN_VALUE)).applyAsLong(SECOND))
                .isNegative();
    }

    @Test
    void nonSlidingLoopMeasuresItsRuns() {
        Duration period = Duration.ofSeconds(1);
        AtomicLong firstEnded = new AtomicLong();
        AtomicLong pause = new AtomicLong();
        Wait.nonSlidingUntil(stop, period, () -> {
            if (runs.incrementAndGet() == 1) {
                workFor(period);
                firstEnded.set(System.nanoTime());
            } else {
                pause.set(System.nanoTime() - firstEnded.get());
                stop.close();
            }
        });

        assertThat(pause.get()).isLessThan(period.toNanos());
    }

    @Test
    void slidingLoopPausesAfterARun() {
        Duration period = Duration.ofMillis(20);
        AtomicLong firstEnded = new AtomicLong();
        AtomicLong pause = new AtomicLong();
        Wait.repeatUntil(stop, period, () -> {
            if (runs.incrementAndGet() == 1) {
                workFor(period);
                firstEnded.set(System.nanoTime());
            } else {
                pause.set(System.nanoTime() - firstEnded.get());
                stop.close();
            }
        });

        assertThat(pause.get()).isGreaterThanOrEqualTo(period.toNanos());
    }

    @Test
    void jitterMakesAPauseLongerByUpToItsFactor() {
        assertThat(Wait.jittered(SECOND, 0.5, 0)).isEqualTo(SECOND);
        assertThat(Wait.jittered(SECOND, 0.5, 0.5)).isEqualTo(SECOND * 5 / 4);
        assertThat(Wait.jittered(SECOND, 3, 0.5)).isEqualTo(SECOND * 5 / 2);
        assertThat(Wait.jittered(0, 3, 0.5)).isZero();
        LongUnaryOperator pause = Wait.jittered(Duration.ofSeconds(1), 0.5);
        for (int i = 0; i < 1_000; i++) {
            assertThat(pause.applyAsLong(0)).isBetween(SECOND, SECOND * 3 / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -30})
    void jitterWithoutAPositiveFactorIsNone(double maxFactor) {
        assertThat(Wait.jittered(SECOND, maxFactor, 0.5)).isEqualTo(SECOND);
    }

    @Test
    void jitterDoesNotOverflow() {
        assertThat(Wait.jittered(Long.MAX_VALUE, 1, 0.5)).isEqualTo(Long.MAX_VALUE);
        assertThat(Wait.jittered(SECOND, Double.MAX_VALUE, 0.5)).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void jitterMustBeFinite(double maxFactor) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wait.jitterUntil(stop, HOUR, maxFactor, this::runThrice))
                .withMessageStartingWith("maxFactor must be finite");
        assertThat(runs).hasValue(0);
    }

    @Test
    void backoffGrowsWhileRunsAreShortAndBeginsAnewAfterALongOne() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), 2, 0, 10, Duration.ofSeconds(5));
        LongUnaryOperator pause = Wait.growing(backoff, Duration.ofSeconds(60));

        assertThat(pause.applyAsLong(0)).isEqualTo(SECOND);
        assertThat(pause.applyAsLong(59 * SECOND)).isEqualTo(2 * SECOND);
        assertThat(pause.applyAsLong(0)).isEqualTo(4 * SECOND);
        assertThat(pause.applyAsLong(0)).isEqualTo(5 * SECOND);
        assertThat(pause.applyAsLong(60 * SECOND)).isEqualTo(SECOND);
        assertThat(pause.applyAsLong(0)).isEqualTo(2 * SECOND);
    }

    @Test
    void backoffDoesNotGrowIfEveryRunIsASuccess() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), 2, 0, 10, Duration.ZERO);
        LongUnaryOperator pause = Wait.growing(backoff, Duration.ofSeconds(-1));

        assertThat(pause.applyAsLong(0)).isEqualTo(SECOND);
        assertThat(pause.applyAsLong(0)).isEqualTo(SECOND);
    }

    @Test
    void everyLoopBeginsWithTheFirstPause() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), 2, 0, 10, Duration.ZERO);

        assertThat(Wait.growing(backoff, HOUR).applyAsLong(0)).isEqualTo(SECOND);
        assertThat(Wait.growing(backoff, HOUR).applyAsLong(0)).isEqualTo(SECOND);
    }

    private void runThrice() {
        if (runs.incrementAndGet() == 3) {
            stop.close();
        }
    }

    private static Thread start(Runnable loop) {
        Thread thread = new Thread(loop);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable failure) throws X {
        throw (X) failure;
    }
}

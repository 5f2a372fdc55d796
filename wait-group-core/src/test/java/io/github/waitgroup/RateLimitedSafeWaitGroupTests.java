package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static io.github.waitgroup.TestThread.outcomeOf;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.RateLimitedSafeWaitGroup.DrainCounts;
import io.github.waitgroup.RateLimitedSafeWaitGroup.DrainPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RateLimitedSafeWaitGroupTests {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final RateLimitedSafeWaitGroup group = new RateLimitedSafeWaitGroup();

    /** Lets everyone pass, and counts. */
    private final AtomicInteger tokens = new AtomicInteger();

    private final RateLimiter counting = stop -> tokens.incrementAndGet();

    /** Holds everyone until the stop context is done. */
    private final CountDownLatch held = new CountDownLatch(1);

    private final RateLimiter holding = stop -> {
        held.countDown();
        stop.done().await();
    };

    private final CancellableContext stop = Context.background().withCancel();

    @AfterEach
    void endThreads() throws InterruptedException {
        stop.cancel();
        threads.shutdownNow();
        assertThat(threads.awaitTermination(FOREVER.toSeconds(), SECONDS)).isTrue();
    }

    @Test
    void onlyMembersThatLeaveAfterTheAwaitBeganAreMetered() throws Exception {
        assertThat(group.count()).isZero();
        List<Future<Void>> early = start(100, () -> {
            group.add(1);
            group.done();
            return null;
        });
        joinAll(early);
        assertThat(tokens).hasValue(0);

        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch added = new CountDownLatch(101);
        List<Future<Void>> late = start(101, () -> {
            group.add(1);
            added.countDown();
            release.await();
            group.done();
            return null;
        });
        awaitLatch(added);
        assertThat(group.count()).isEqualTo(101);

        AtomicInteger given = new AtomicInteger();
        AtomicReference<Context> handed = new AtomicReference<>();
        CountDownLatch draining = new CountDownLatch(1);
        Future<DrainCounts> await = await(count -> {
            given.set(count);
            draining.countDown();
            return new DrainPolicy(
                    context -> {
                        tokens.incrementAndGet();
                        handed.set(context);
                    },
                    stop);
        });
        awaitLatch(draining);
        assertThat(given).hasValue(101);
        assertThatExceptionOfType(WaitGroupClosedException.class)
                .isThrownBy(() -> group.add(1))
                .withMessage("add with positive delta after Wait is forbidden");
        assertThat(group.tryAdd(1)).isFalse();
        assertThat(group.count()).isEqualTo(101);

        release.countDown();
        joinAll(late);
        assertThat(tokens).hasValue(101);
        assertThat(outcomeOf(await)).isEqualTo(new DrainCounts(101, 0, null));
        assertThat(group.count()).isZero();
        assertThat(handed.get().cause()).isInstanceOf(CancellationException.class);
        assertThat(stop.cause()).as("belongs to the caller").isNull();
    }

    @Test
    void awaitDoesNotBlockWhenItsStopContextIsDoneAlready() throws Exception {
        group.add(10);
        stop.cancel();

        DrainCounts counts = group.await(count -> new DrainPolicy(null, stop));

        assertThat(counts).isEqualTo(new DrainCounts(10, 10, stop.cause()));
        assertThat(group.count()).isEqualTo(10);
    }

    @Test
    void awaitGivesUpWhenTheGracePeriodIsOver() throws Exception {
        group.add(1);

        DrainCounts counts = group.await(count -> DrainPolicy.spread(count, Duration.ofMillis(20), 200));

        assertThat(counts.activeAtStart()).isEqualTo(1);
        assertThat(counts.activeAtEnd()).isEqualTo(1);
        assertThat(counts.stopCause()).isInstanceOf(TimeoutException.class).hasMessage("context deadline exceeded");
    }

    @Test
    void awaitGivesUpAtOnceWithoutAGracePeriod() throws Exception {
        group.add(1);

        DrainCounts counts = group.await(count -> DrainPolicy.spread(count, Duration.ofSeconds(Long.MIN_VALUE), 200));

        assertThat(counts.activeAtEnd()).isEqualTo(1);
        assertThat(counts.stopCause()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void membersLeaveOneByOneOverTheGracePeriod() throws Exception {
        group.add(200);
        Duration grace = Duration.ofMillis(500);
        CountDownLatch draining = new CountDownLatch(1);
        long start = System.nanoTime();
        Future<DrainCounts> await = await(count -> {
            draining.countDown();
            return new DrainPolicy(new PacedLimiter(count, grace, 1), stop); // no deadline: nobody can be too slow
        });
        awaitLatch(draining);
        for (int i = 0; i < 200; i++) {
            group.done();
        }

        assertThat(outcomeOf(await)).isEqualTo(new DrainCounts(200, 0, null));
        assertThat(System.nanoTime() - start).isGreaterThan(grace.toNanos() / 2);
    }

    @Test
    void stopReleasesMembersThatAreHeldInTheLimiter() throws Exception {
        group.add(4);
        CountDownLatch inLimiter = new CountDownLatch(3);
        Future<DrainCounts> await = awaitClosed(new DrainPolicy(
                context -> {
                    inLimiter.countDown();
                    context.done().await();
                },
                stop));
        List<Future<Void>> leaving = start(3, this::leave);
        awaitLatch(inLimiter);
        assertThat(leaving).noneMatch(Future::isDone);
        assertThat(group.count()).isEqualTo(1);

        IllegalStateException reason = new IllegalStateException("hard stop");
        stop.cancel(reason);

        joinAll(leaving);
        assertThat(outcomeOf(await)).isEqualTo(new DrainCounts(4, 1, reason));
    }

    @Test
    void stopEndsTheAwaitEvenIfALimiterDoesNotGiveUp() throws Exception {
        group.add(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch inLimiter = new CountDownLatch(1);
        Future<DrainCounts> await = awaitClosed(new DrainPolicy(
                context -> {
                    inLimiter.countDown();
                    release.await();
                },
                stop));
        Future<Void> leaving = threads.submit(this::leave);
        awaitLatch(inLimiter);

        stop.cancel();

        assertThat(outcomeOf(await)).isEqualTo(new DrainCounts(1, 0, stop.cause()));
        assertThat(leaving).isNotDone();
        release.countDown();
        outcomeOf(leaving);
    }

    @Test
    void limiterIsNotAskedOnceTheStopContextIsDone() throws Exception {
        group.add(2);
        Future<DrainCounts> await = awaitClosed(new DrainPolicy(counting, stop));
        stop.cancel();

        group.done();

        assertThat(tokens).hasValue(0);
        assertThat(outcomeOf(await).activeAtStart()).isEqualTo(2);
    }

    @Test
    void awaitWaitsForMembersThatHaveCalledDoneAndAreHeld() throws Exception {
        group.add(1);
        CountDownLatch release = new CountDownLatch(1);
        Future<DrainCounts> await = awaitClosed(new DrainPolicy(
                context -> {
                    held.countDown();
                    release.await();
                },
                stop));
        Future<Void> leaving = threads.submit(this::leave);
        awaitLatch(held);
        assertThat(group.count()).isZero();
        assertThat(group).hasToString("RateLimitedSafeWaitGroup[closed, count=0, leaving=1]");
        assertThat(await).isNotDone();

        release.countDown();

        assertThat(outcomeOf(await)).isEqualTo(new DrainCounts(1, 0, null));
        outcomeOf(leaving);
    }

    @Test
    void membersLeaveAtOnceWithoutALimiter() throws Exception {
        group.add(3);
        Future<DrainCounts> await = awaitClosed(new DrainPolicy(null, stop));

        group.done();
        group.done();
        group.done();

        assertThat(outcomeOf(await)).isEqualTo(new DrainCounts(3, 0, null));
    }

    @Test
    void awaitOfAnEmptyGroupAsksForAPolicyAndReturns() throws Exception {
        AtomicInteger given = new AtomicInteger(-1);

        DrainCounts counts = group.await(count -> {
            given.set(count);
            return new DrainPolicy(counting, stop);
        });

        assertThat(counts).isEqualTo(new DrainCounts(0, 0, null));
        assertThat(given).hasValue(0);
    }

    @Test
    void takingMembersAwayAsksNoLimiterAndEndsTheAwait() throws Exception {
        group.add(5);
        Future<DrainCounts> await = awaitClosed(new DrainPolicy(counting, stop));

        group.add(0);
        assertThat(group.tryAdd(-2)).isTrue();
        group.add(-3);

        assertThat(outcomeOf(await)).isEqualTo(new DrainCounts(5, 0, null));
        assertThat(tokens).hasValue(0);
    }

    @Test
    void leavingWaitsForTheFactoryAndIsMetered() throws Exception {
        group.add(1);
        CountDownLatch deciding = new CountDownLatch(1);
        CountDownLatch decide = new CountDownLatch(1);
        Future<DrainCounts> await = await(count -> {
            deciding.countDown();
            awaitLatch(decide);
            return new DrainPolicy(counting, stop);
        });
        awaitLatch(deciding);
        assertThat(group.tryAdd(1)).isFalse();
        Thread leaving = new Thread(group::done);
        leaving.start();
        TestThread.awaitBlocked(leaving);
        assertThat(tokens).hasValue(0);
        assertThat(await).isNotDone();

        decide.countDown();

        assertThat(outcomeOf(await)).isEqualTo(new DrainCounts(1, 0, null));
        assertThat(tokens).hasValue(1);
        leaving.join();
    }

    @Test
    void nullFactoryIsRefusedAndLeavesTheGroupOpen() {
        assertThatNullPointerException()
                .isThrownBy(() -> group.await(null))
                .withMessage("rate limiter factory must be specified");

        group.add(1);
        assertThat(group).hasToString("RateLimitedSafeWaitGroup[open, count=1, leaving=0]");
    }

    @Test
    void factoryThatThrowsLeavesTheGroupClosedAndHoldsNobody() throws Exception {
        group.add(2);
        IllegalArgumentException failure = new IllegalArgumentException("no policy");
        CountDownLatch deciding = new CountDownLatch(1);
        CountDownLatch decide = new CountDownLatch(1);
        Future<DrainCounts> await = await(count -> {
            deciding.countDown();
            awaitLatch(decide);
            throw failure;
        });
        awaitLatch(deciding);
        Thread leaving = new Thread(group::done);
        leaving.start();
        TestThread.awaitBlocked(leaving);

        decide.countDown();

        assertThatThrownBy(() -> outcomeOf(await)).isSameAs(failure);
        leaving.join();
        assertThat(group.tryAdd(1)).isFalse();
        group.done();
        assertThat(group.await(count -> new DrainPolicy(null, stop))).isEqualTo(new DrainCounts(0, 0, null));
    }

    @Test
    void factoryThatReturnsNullIsRefusedAndLeavesTheGroupClosed() {
        assertThatNullPointerException()
                .isThrownBy(() -> group.await(count -> null))
                .withMessage("the rate limiter factory returned null");

        assertThat(group.tryAdd(1)).isFalse();
    }

    @Test
    void interruptInTheLimiterLetsTheMemberLeaveAndKeepsTheFlag() throws Exception {
        group.add(1);
        Future<DrainCounts> await = awaitClosed(new DrainPolicy(holding, stop));
        CountDownLatch leaving = new CountDownLatch(1);
        AtomicReference<Thread> leaver = new AtomicReference<>();
        Future<Boolean> flag = threads.submit(() -> {
            leaver.set(Thread.currentThread());
            leaving.countDown();
            group.done();
            return Thread.interrupted();
        });
        awaitLatch(leaving);
        awaitLatch(held);

        leaver.get().interrupt();

        assertThat(outcomeOf(flag)).isTrue();
        assertThat(outcomeOf(await)).isEqualTo(new DrainCounts(1, 0, null));
    }

    @Test
    void interruptedThreadLeavesWithoutAskingTheLimiter() throws Exception {
        group.add(1);
        Future<DrainCounts> await = awaitClosed(new DrainPolicy(counting, stop));

        Thread.currentThread().interrupt();
        group.done();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(tokens).hasValue(0);
        assertThat(outcomeOf(await)).isEqualTo(new DrainCounts(1, 0, null));
    }

    @Test
    void limiterThatThrowsIsReportedAndTheMemberLeaves() throws Exception {
        group.add(1);
        Error failure = new AssertionError("broken limiter");
        Future<DrainCounts> await = awaitClosed(new DrainPolicy(
                context -> {
                    throw failure;
                },
                stop));
        AtomicReference<Throwable> reported = new AtomicReference<>();
        Thread leaving = new Thread(group::done);
        leaving.setUncaughtExceptionHandler((thread, thrown) -> reported.set(thrown));
        leaving.start();
        leaving.join();

        assertThat(reported).hasValue(failure);
        assertThat(outcomeOf(await)).isEqualTo(new DrainCounts(1, 0, null));
    }

    @Test
    void interruptedAwaitLeavesTheGroupClosedAndHoldsNobody() throws Exception {
        group.add(2);
        CountDownLatch draining = new CountDownLatch(1);
        AtomicReference<Thread> awaiting = new AtomicReference<>();
        Future<DrainCounts> await = await(count -> {
            awaiting.set(Thread.currentThread());
            draining.countDown();
            return new DrainPolicy(holding, stop);
        });
        awaitLatch(draining);
        Future<Void> leaving = threads.submit(this::leave);
        awaitLatch(held);

        awaiting.get().interrupt();

        assertThatThrownBy(() -> outcomeOf(await)).isInstanceOf(InterruptedException.class);
        outcomeOf(leaving);
        assertThat(group.tryAdd(1)).isFalse();
        assertThat(group.count()).isEqualTo(1);
    }

    @Test
    void awaitOnAnInterruptedThreadClosesTheGroupAllTheSame() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> group.await(count -> new DrainPolicy(null, stop)));

        assertThat(group.tryAdd(1)).isFalse();
    }

    @Test
    void secondAwaitAtTheSameTimeIsRefusedAndDoesNotDisturbTheFirst() throws Exception {
        group.add(1);
        Future<DrainCounts> await = awaitClosed(new DrainPolicy(counting, stop));

        assertThatIllegalStateException()
                .isThrownBy(() -> group.await(
                        count -> new DrainPolicy(null, Context.background().withCancel())))
                .withMessageContaining("is being awaited already, count 1;");

        group.done();
        assertThat(outcomeOf(await)).isEqualTo(new DrainCounts(1, 0, null));
        assertThat(tokens).hasValue(1);
    }

    @Test
    void laterAwaitAsksForAPolicyOfItsOwn() throws Exception {
        group.add(3);
        stop.cancel();
        assertThat(group.await(count -> new DrainPolicy(counting, stop)).activeAtEnd())
                .isEqualTo(3);
        group.done();
        assertThat(tokens).as("tokens taken between two awaits").hasValue(0);

        Future<DrainCounts> second =
                awaitClosed(new DrainPolicy(counting, Context.background().withCancel()));
        group.done();
        group.done();

        assertThat(outcomeOf(second)).isEqualTo(new DrainCounts(2, 0, null));
        assertThat(tokens).hasValue(2);
    }

    @Test
    void leavingAfterTheAwaitHasEndedIsNotMetered() throws Exception {
        group.add(1);
        group.await(count -> DrainPolicy.spread(count, Duration.ZERO, 1));

        group.done();

        assertThat(group.count()).isZero();
    }

    @Test
    void doneTooManyIsRefusedAndChangesNothing() throws Exception {
        assertThatIllegalStateException()
                .isThrownBy(group::done)
                .withMessageStartingWith("sync: negative WaitGroup counter");
        assertThatIllegalStateException().isThrownBy(() -> group.add(-1));
        group.add(1);
        CountDownLatch release = new CountDownLatch(1);
        Future<DrainCounts> await = awaitClosed(new DrainPolicy(
                context -> {
                    held.countDown();
                    release.await();
                },
                stop));
        Future<Void> leaving = threads.submit(this::leave);
        awaitLatch(held);

        assertThatIllegalStateException()
                .isThrownBy(group::done)
                .withMessageStartingWith("sync: negative WaitGroup counter");
        assertThat(await).isNotDone();

        release.countDown();
        outcomeOf(leaving);
        assertThat(outcomeOf(await)).isEqualTo(new DrainCounts(1, 0, null));
        assertThat(group.count()).isZero();
    }

    @Test
    void everyMemberIsMeteredExactlyIfItIsCountedAtTheStart() throws Exception {
        int workers = 3;
        for (int round = 0; round < 500; round++) {
            RateLimitedSafeWaitGroup racing = new RateLimitedSafeWaitGroup();
            AtomicInteger metered = new AtomicInteger();
            AtomicInteger left = new AtomicInteger();
            AtomicInteger admitted = new AtomicInteger();
            CyclicBarrier together = new CyclicBarrier(workers + 1);
            List<Future<Void>> members = start(workers, () -> {
                together.await();
                while (racing.tryAdd(1)) {
                    admitted.incrementAndGet();
                    left.incrementAndGet();
                    racing.done();
                }
                return null;
            });
            together.await();
            DrainCounts counts = racing.await(count -> new DrainPolicy(
                    s -> metered.incrementAndGet(), Context.background().withCancel()));
            int leftAtReturn = left.get();
            joinAll(members);

            assertThat(counts.activeAtStart()).isEqualTo(metered.get());
            assertThat(counts.activeAtEnd()).isZero();
            assertThat(counts.stopCause()).isNull();
            assertThat(leftAtReturn).isEqualTo(left.get()).isEqualTo(admitted.get());
        }
    }

    @Test
    void awaitSeesWhatMembersWroteBeforeTheyLeft() throws Exception {
        for (int round = 0; round < 500; round++) {
            RateLimitedSafeWaitGroup racing = new RateLimitedSafeWaitGroup();
            int[] plain = new int[1];
            racing.add(1);
            Future<?> member = threads.submit(() -> {
                plain[0] = 1;
                racing.done();
            });
            racing.await(count -> new DrainPolicy(null, Context.background().withCancel()));
            assertThat(plain[0]).isEqualTo(1);
            outcomeOf(member);
        }
    }

    @Test
    void policyNeedsAStopContext() {
        assertThatNullPointerException()
                .isThrownBy(() -> new DrainPolicy(counting, null))
                .withMessage("stop");
    }

    @Test
    void spreadNeedsARate() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DrainPolicy.spread(1, Duration.ofSeconds(1), 0))
                .withMessage("minPerSecond must be positive, but is 0");
    }

    private Void leave() {
        group.done();
        return null;
    }

    private Future<DrainCounts> await(IntFunction<DrainPolicy> factory) {
        return threads.submit(() -> group.await(factory));
    }

    /** Starts an await, and returns when it has its policy. */
    private Future<DrainCounts> awaitClosed(DrainPolicy policy) throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        Future<DrainCounts> await = await(count -> {
            closed.countDown();
            return policy;
        });
        awaitLatch(closed);
        return await;
    }

    private <T> List<Future<T>> start(int count, Callable<T> task) {
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(threads.submit(task));
        }
        return futures;
    }

    private static <T> void joinAll(List<Future<T>> futures) throws Exception {
        for (Future<T> future : futures) {
            outcomeOf(future);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(FOREVER.toSeconds(), SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

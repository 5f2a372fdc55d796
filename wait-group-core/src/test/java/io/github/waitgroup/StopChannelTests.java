package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StopChannelTests {

    private final CloseableStopChannel channel = new CloseableStopChannel();

    @Test
    void samplePollsUntilSignalled() throws Exception {
        AtomicInteger polls = new AtomicInteger();
        Gate polledTwice = new Gate();
        StopChannel stop = channel;
        TestThread<?> poller = TestThread.start(() -> {
            while (!stop.await(Duration.ofMillis(1))) {
                if (polls.incrementAndGet() == 2) {
                    polledTwice.open();
                }
            }
        });
        polledTwice.pass();
        channel.close();
        poller.result();
    }

    @Test
    void channelIsOpenUntilItIsClosedAndThenClosedForGood() throws Exception {
        assertThat(channel.isClosed()).isFalse();
        assertThat(channel).hasToString("StopChannel[open]");
        channel.close();
        channel.close();
        assertThat(channel.isClosed()).isTrue();
        assertThat(channel).hasToString("StopChannel[closed]");
        channel.await();
        assertThat(channel.await(FOREVER)).isTrue();
    }

    @Test
    void awaitReturnsWhenTheChannelIsClosed() throws Exception {
        AtomicBoolean closing = new AtomicBoolean();
        TestThread<Boolean> waiter = TestThread.start(() -> {
            channel.await();
            return closing.get();
        });
        waiter.awaitBlocked();
        closing.set(true);
        channel.close();
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void waiterIsSeenToWaitForTheChannel() throws Exception {
        TestThread<?> waiter = TestThread.start(() -> channel.await());
        waiter.awaitBlocked();
        assertThat(LockSupport.getBlocker(waiter.thread()))
                .as("as in a thread dump")
                .isSameAs(channel);
        channel.close();
        waiter.result();
    }

    @Test
    void closeReleasesAllWaiters() throws Exception {
        List<TestThread<Boolean>> waiters = TestThread.startBlocked(8, () -> channel.await(FOREVER));
        channel.close();
        for (TestThread<Boolean> waiter : waiters) {
            assertThat(waiter.result()).isTrue();
        }
    }

    @Test
    void closeThatRacesWithAwaitLeavesNobodyBehind() throws Exception {
        for (int round = 0; round < 500; round++) {
            CloseableStopChannel channel = new CloseableStopChannel();
            Body wait = () -> assertThat(channel.await(FOREVER)).isTrue();
            TestThread.race(channel::close, channel::close, wait, wait);
        }
    }

    static Stream<Duration> timesThatAreUp() {
        return WaitGroupTests.timesThatAreUp();
    }

    @ParameterizedTest
    @MethodSource("timesThatAreUp")
    void awaitGivesUpWhenTheTimeIsUp(Duration timeout) throws Exception {
        assertThat(channel.await(timeout)).isFalse();
        channel.close();
        assertThat(channel.await(timeout)).as("once closed").isTrue();
    }

    @Test
    void longestTimeoutDoesNotOverflow() throws Exception {
        TestThread<Boolean> waiter = TestThread.start(() -> channel.await(Duration.ofSeconds(Long.MAX_VALUE)));
        waiter.awaitBlocked();
        channel.close();
        assertThat(waiter.result()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void awaitThrowsIfInterruptedBefore(boolean closed) {
        if (closed) {
            channel.close();
        }
        Thread.currentThread().interrupt();
        assertThatThrownBy(channel::await).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("flag").isFalse();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.await(Duration.ZERO)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("flag").isFalse();
    }

    @Test
    void interruptEndsOnlyTheAwaitOfThatThread() throws Exception {
        TestThread<?> interrupted = TestThread.start(() -> channel.await());
        TestThread<Boolean> other = TestThread.start(() -> channel.await(FOREVER));
        interrupted.awaitBlocked();
        other.awaitBlocked();
        interrupted.interrupt();
        assertThatThrownBy(interrupted::result).isInstanceOf(InterruptedException.class);
        assertThat(channel.isClosed()).isFalse();
        channel.close();
        assertThat(other.result()).isTrue();
    }

    @Test
    void awaitSeesWhatWasWrittenBeforeTheClose() throws Exception {
        int[] plain = new int[1]; // visible only through the channel
        TestThread<Integer> waiter = TestThread.start(() -> {
            channel.await();
            return plain[0];
        });
        TestThread<Integer> watcher = TestThread.start(() -> {
            while (!channel.isClosed()) {
                Thread.onSpinWait();
            }
            return plain[0];
        });
        plain[0] = 1;
        channel.close();
        assertThat(waiter.result()).isEqualTo(1);
        assertThat(watcher.result()).isEqualTo(1);
    }

    @Test
    void actionRunsOnceInAThreadOfItsOwnAfterTheClose() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        channel.onClose(() -> {
            runs.incrementAndGet();
            ran.complete(Thread.currentThread());
        });
        assertThat(runs).hasValue(0);
        channel.close();
        channel.close();
        assertThat(TestThread.outcomeOf(ran)).isNotSameAs(Thread.currentThread());
        assertThat(runs).hasValue(1);
    }

    @Test
    void actionRunsAtOnceIfTheChannelIsClosedAlready() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        channel.close();
        StopChannel.Registration registration = channel.onClose(() -> ran.complete(Thread.currentThread()));
        assertThat(TestThread.outcomeOf(ran)).isNotSameAs(Thread.currentThread());
        assertThat(registration.cancel()).isFalse();
    }

    @Test
    void actionThatBlocksHoldsUpNeitherCloseNorOtherActions() {
        Gate end = new Gate();
        Gate otherRan = new Gate();
        Gate ended = new Gate();
        channel.onClose(() -> {
            end.pass();
            ended.open();
        });
        channel.onClose(otherRan::open);
        channel.close();
        otherRan.pass();
        assertThat(ended.isOpen()).isFalse();
        end.open();
        ended.pass();
    }

    @Test
    void actionThatThrowsStopsNeitherTheOthersNorTheWaiters() throws Exception {
        Error failure = new AssertionError("thrown on purpose");
        Gate otherRan = new Gate();
        try (UncaughtFailures uncaught = new UncaughtFailures()) {
            channel.onClose(() -> {
                throw failure;
            });
            channel.onClose(otherRan::open);
            TestThread<Boolean> waiter = TestThread.start(() -> channel.await(FOREVER));
            waiter.awaitBlocked();
            channel.close();
            assertThat(uncaught.next()).isSameAs(failure);
            otherRan.pass();
            assertThat(waiter.result()).isTrue();
        }
    }

    @Test
    void inlineActionThatThrowsStopsNeitherTheOthersNorTheClose() throws Exception {
        Error failure = new AssertionError("thrown on purpose");
        AtomicBoolean otherRan = new AtomicBoolean();
        try (UncaughtFailures uncaught = new UncaughtFailures()) {
            channel.onCloseInline(() -> {
                throw failure;
            });
            channel.onCloseInline(() -> otherRan.set(true));
            channel.close();
            assertThat(uncaught.next()).isSameAs(failure);
        }
        assertThat(otherRan).isTrue();
    }

    @Test
    void actionMayCloseTheChannelAndRegisterAnother() {
        Gate innerRan = new Gate();
        channel.onClose(() -> {
            channel.close();
            channel.onClose(innerRan::open);
        });
        channel.close();
        innerRan.pass();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void cancelTakesBackThatActionAndNoOther(int cancelled) {
        boolean[] ran = new boolean[3];
        List<StopChannel.Registration> registrations = IntStream.range(0, ran.length)
                .mapToObj(i -> channel.onCloseInline(() -> ran[i] = true))
                .toList();
        assertThat(registrations.get(cancelled).cancel()).isTrue();
        assertThat(registrations.get(cancelled).cancel()).as("second time").isFalse();
        channel.close();
        for (int i = 0; i < ran.length; i++) {
            assertThat(ran[i]).as("action %d", i).isEqualTo(i != cancelled);
        }
        assertThat(registrations).noneMatch(StopChannel.Registration::cancel);
    }

    @Test
    void cancelPreventsAnActionWithAThreadOfItsOwn() {
        AtomicBoolean ran = new AtomicBoolean();
        Gate laterRan = new Gate();
        StopChannel.Registration registration = channel.onClose(() -> ran.set(true));
        channel.onClose(laterRan::open);
        assertThat(registration.cancel()).isTrue();
        channel.close();
        laterRan.pass();
        assertThat(ran).isFalse();
    }

    @Test
    void cancelDoesNotWaitForTheAction() {
        Gate running = new Gate();
        Gate end = new Gate();
        StopChannel.Registration registration = channel.onClose(() -> {
            running.open();
            end.pass();
        });
        channel.close();
        running.pass();
        assertThat(registration.cancel()).as("prevented").isFalse();
        end.open();
    }

    @Test
    void channelWorksAgainAfterEveryoneHasLeft() throws Exception {
        assertThat(channel.onClose(() -> {}).cancel()).isTrue();
        assertThat(channel.await(Duration.ofMillis(1))).isFalse();
        AtomicBoolean ran = new AtomicBoolean();
        channel.onCloseInline(() -> ran.set(true));
        channel.close();
        assertThat(ran).isTrue();
    }

    @Test
    void actionEitherRunsOrIsTakenBack() throws Exception {
        for (int round = 0; round < 500; round++) {
            CloseableStopChannel channel = new CloseableStopChannel();
            AtomicInteger ran = new AtomicInteger();
            AtomicInteger prevented = new AtomicInteger();
            StopChannel.Registration registration = channel.onCloseInline(ran::incrementAndGet);
            TestThread.race(channel::close, () -> prevented.addAndGet(registration.cancel() ? 1 : 0));
            assertThat(ran.get() + prevented.get()).isEqualTo(1);
        }
    }

    @Test
    void actionThatIsRegisteredDuringTheCloseRunsOnce() throws Exception {
        for (int round = 0; round < 500; round++) {
            CloseableStopChannel channel = new CloseableStopChannel();
            AtomicInteger ran = new AtomicInteger();
            TestThread.race(channel::close, () -> channel.onCloseInline(ran::incrementAndGet));
            assertThat(ran).hasValue(1);
        }
    }

    @Test
    void actionThatWasTakenBackIsNotRetained() {
        Leaks.awaitCollected(actionOf(true));
        assertThat(channel.isClosed()).as("and the channel still lives").isFalse();
    }

    @Test
    void actionThatHasRunIsNotRetained() {
        WeakReference<Runnable> action = actionOf(false);
        channel.close();
        Leaks.awaitCollected(action);
        assertThat(channel.isClosed()).as("and the channel still lives").isTrue();
    }

    private WeakReference<Runnable> actionOf(boolean takeBack) {
        AtomicInteger owner = new AtomicInteger();
        Runnable action = owner::incrementAndGet;
        StopChannel.Registration registration = channel.onCloseInline(action);
        if (takeBack) {
            registration.cancel();
        }
        return new WeakReference<>(action);
    }

    @Test
    void waiterThatGaveUpIsNotRetained() throws Exception {
        Leaks.awaitCollected(waiterThatGaveUp());
        assertThat(channel.isClosed()).as("and the channel still lives").isFalse();
    }

    private WeakReference<Thread> waiterThatGaveUp() throws Exception {
        TestThread<Boolean> waiter = TestThread.start(() -> channel.await(Duration.ofMillis(1)));
        assertThat(waiter.result()).isFalse();
        return new WeakReference<>(waiter.thread());
    }

    @Test
    void nullsAreRefused() {
        assertThatNullPointerException().isThrownBy(() -> channel.await(null));
        assertThatNullPointerException().isThrownBy(() -> channel.onClose(null));
        channel.close();
        assertThatNullPointerException().as("closed").isThrownBy(() -> channel.onClose(null));
    }
}

package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeWaitGroupTests {

    private final SafeWaitGroup group = new SafeWaitGroup();

    @Test
    void sampleAnswersUntilTheDrainBegins() throws Exception {
        assertThat(respond(group, () -> "200 after " + group.count())).isEqualTo("200 after 1");
        group.await();
        assertThat(respond(group, () -> "200")).isEqualTo("503");
        assertThat(group.count()).isZero();
    }

    private static String respond(SafeWaitGroup group, Supplier<String> request) {
        if (!group.tryAdd(1)) {
            return "503";
        }
        try {
            return request.get();
        } finally {
            group.done();
        }
    }

    @Test
    void twoBarriersLetNobodyOutTooSoon() throws Throwable {
        SafeWaitGroup first = new SafeWaitGroup();
        SafeWaitGroup second = new SafeWaitGroup();
        first.add(TwoBarriers.MEMBERS);
        second.add(TwoBarriers.MEMBERS);
        TwoBarriers.cross(first::done, first::await, second::done, second::await);
    }

    @Test
    void addAfterAwaitIsRefusedWithTheMessageOfKubernetes() throws Exception {
        group.add(1);
        group.done();
        group.await();
        assertThatExceptionOfType(WaitGroupClosedException.class)
                .isThrownBy(() -> group.add(1))
                .withMessage("add with positive delta after Wait is forbidden")
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(group.tryAdd(1)).isFalse();
        assertThat(group.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void addIsRefusedWhileAwaitStillBlocks(boolean timed) throws Exception {
        group.add(1);
        Body await = timed ? () -> group.await(FOREVER) : group::await;
        TestThread<?> waiter = TestThread.start(await);
        waiter.awaitBlocked();
        assertThatExceptionOfType(WaitGroupClosedException.class).isThrownBy(() -> group.add(1));
        assertThat(group.tryAdd(Integer.MAX_VALUE))
                .as("refused, not an overflow")
                .isFalse();
        assertThat(group.count()).as("a refusal changes nothing").isEqualTo(1);
        group.done();
        waiter.result();
    }

    @Test
    void membersLeaveAndZeroWorksAfterAwaitHasBegun() throws Exception {
        group.add(4);
        TestThread<?> waiter = TestThread.start(() -> group.await());
        waiter.awaitBlocked();
        group.add(0);
        assertThat(group.tryAdd(0)).isTrue();
        group.add(-1);
        assertThat(group.tryAdd(-1)).isTrue();
        group.done();
        assertThat(group.count()).isEqualTo(1);
        group.done();
        waiter.result();
        group.add(0);
    }

    @Test
    void awaitReturnsAgainAfterARefusal() throws Exception {
        // The first version of Kubernetes' left a lock behind when it refused.
        group.await();
        assertThatExceptionOfType(WaitGroupClosedException.class).isThrownBy(() -> group.add(1));
        assertThat(TestThread.start(() -> group.await(FOREVER)).result()).isTrue();
    }

    @Test
    void severalWaitersAreReleasedTogether() throws Exception {
        group.add(1);
        List<TestThread<Boolean>> waiters = TestThread.startBlocked(4, () -> group.await(FOREVER));
        group.done();
        for (TestThread<Boolean> waiter : waiters) {
            assertThat(waiter.result()).isTrue();
        }
    }

    @Test
    void admittedMemberIsAwaited() throws Exception {
        for (int round = 0; round < 300; round++) {
            SafeWaitGroup group = new SafeWaitGroup();
            AtomicInteger inside = new AtomicInteger();
            Gate busy = new Gate();
            AtomicInteger late = new AtomicInteger();
            AtomicBoolean returned = new AtomicBoolean();
            Body comeAndGo = () -> {
                for (int i = 0; ; i++) {
                    boolean mustBeRefused = returned.get();
                    if (!group.tryAdd(1)) {
                        return;
                    }
                    late.addAndGet(mustBeRefused ? 1 : 0);
                    inside.incrementAndGet();
                    inside.decrementAndGet();
                    group.done();
                    if (i == 1_000) {
                        busy.open(); // the threads have met many times by now
                    }
                }
            };
            TestThread.race(comeAndGo, comeAndGo, comeAndGo, () -> {
                busy.pass();
                group.await();
                assertThat(inside).as("members when await returns").hasValue(0);
                returned.set(true);
            });
            assertThat(late).as("admitted after await had returned").hasValue(0);
            assertThat(group.count()).as("admitted minus left").isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000_000, 0, -1, Long.MIN_VALUE})
    void awaitThatTimesOutClosesAllTheSame(long nanos) throws Exception {
        group.add(1);
        assertThat(group.await(Duration.ofNanos(nanos))).isFalse();
        assertThat(group.tryAdd(1)).isFalse();
        assertThat(group.count()).isEqualTo(1);
        group.done();
        assertThat(group.await(Duration.ofNanos(nanos))).isTrue();
    }

    @Test
    void awaitThatIsInterruptedBeforeClosesAllTheSame() {
        group.add(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(group::await).isInstanceOf(InterruptedException.class);
        assertThat(group.tryAdd(1)).isFalse();
    }

    @Test
    void timedAwaitThatIsInterruptedBeforeClosesAllTheSame() {
        group.add(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> group.await(FOREVER)).isInstanceOf(InterruptedException.class);
        assertThat(group.tryAdd(1)).isFalse();
    }

    @Test
    void awaitThatIsInterruptedWhileItBlocksClosesAllTheSame() throws Exception {
        group.add(1);
        TestThread<?> waiter = TestThread.start(() -> group.await());
        waiter.awaitBlocked();
        waiter.interrupt();
        assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
        assertThat(group.tryAdd(1)).isFalse();
        assertThat(group.count()).isEqualTo(1);
    }

    @Test
    void doneTooOftenIsRefusedAndChangesNothing() throws Exception {
        group.add(1);
        group.done();
        assertThatIllegalStateException()
                .isThrownBy(group::done)
                .withMessageStartingWith("sync: negative WaitGroup counter");
        group.await();
        assertThatIllegalStateException()
                .isThrownBy(() -> group.tryAdd(-1))
                .withMessageStartingWith("sync: negative WaitGroup counter");
        assertThat(group.count()).isZero();
    }

    @Test
    void overflowIsRefusedAndChangesNothing() {
        group.add(Integer.MAX_VALUE);
        assertThatIllegalStateException()
                .isThrownBy(() -> group.tryAdd(1))
                .withMessageContaining("overflow")
                .isNotInstanceOf(WaitGroupClosedException.class);
        assertThat(group.count()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void nullTimeoutIsRefusedAndClosesNothing() {
        assertThatNullPointerException().isThrownBy(() -> group.await(null));
        assertThat(group.tryAdd(1)).isTrue();
    }

    @Test
    void toStringShowsWhetherTheGroupIsOpen() throws Exception {
        group.add(2);
        assertThat(group).hasToString("SafeWaitGroup[open, count=2]");
        assertThat(group.await(Duration.ZERO)).isFalse();
        assertThat(group).hasToString("SafeWaitGroup[closed, count=2]");
    }
}

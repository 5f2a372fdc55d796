package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitGroupTests {

    private final WaitGroup group = new WaitGroup();

    @Test
    void sampleAwaitsEveryFetch() throws Exception {
        List<String> urls = List.of("https://a.example", "https://b.example", "https://c.example");
        Queue<String> fetched = new ConcurrentLinkedQueue<>();
        ExecutorService executor = Executors.newFixedThreadPool(2);
        WaitGroup group = new WaitGroup();
        for (String url : urls) {
            group.add(1);
            executor.execute(() -> {
                try {
                    fetched.add(url);
                } finally {
                    group.done();
                }
            });
        }
        group.await();
        assertThat(fetched).containsExactlyInAnyOrderElementsOf(urls);
        executor.shutdown();
    }

    @Test
    void newGroupIsEmptyAndAwaitReturnsAtOnce() throws Exception {
        group.await();
        assertThat(group.count()).isZero();
        assertThat(group.await(Duration.ZERO)).isTrue();
    }

    @Test
    void addChangesTheCountByDelta() {
        group.add(3);
        group.add(-2);
        group.add(0);
        assertThat(group.count()).isEqualTo(1);
        assertThat(group).hasToString("WaitGroup[count=1]");
    }

    @Test
    void awaitReturnsWhenLastMemberLeaves() throws Exception {
        AtomicBoolean lastLeaves = new AtomicBoolean();
        group.add(2);
        TestThread<Boolean> waiter = TestThread.start(() -> {
            group.await();
            return lastLeaves.get();
        });
        waiter.awaitBlocked();
        group.done();
        waiter.awaitBlocked();
        lastLeaves.set(true);
        group.done();
        assertThat(waiter.result()).as("released by the last, not by the first").isTrue();
    }

    @Test
    void negativeDeltaReleasesWaiters() throws Exception {
        group.add(5);
        TestThread<Boolean> waiter = TestThread.start(() -> group.await(FOREVER));
        waiter.awaitBlocked();
        group.add(-5);
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void allWaitersAreReleasedTogether() throws Exception {
        group.add(1);
        List<TestThread<Boolean>> waiters = TestThread.startBlocked(8, () -> group.await(FOREVER));
        group.done();
        for (TestThread<Boolean> waiter : waiters) {
            assertThat(waiter.result()).isTrue();
        }
    }

    @Test
    void doneTooOftenIsRefusedAndChangesNothing() {
        group.add(1);
        group.done();
        assertThatIllegalStateException()
                .isThrownBy(group::done)
                .withMessageStartingWith("sync: negative WaitGroup counter")
                .withMessageContaining("count 0, delta -1");
        group.add(1);
        assertThat(group.count()).as("Go would be back at zero").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-3, Integer.MIN_VALUE})
    void negativeDeltaBeyondTheCountIsRefusedAndChangesNothing(int delta) {
        group.add(2);
        assertThatIllegalStateException()
                .isThrownBy(() -> group.add(delta))
                .withMessageStartingWith("sync: negative WaitGroup counter")
                .withMessageContaining("count 2, delta " + delta);
        assertThat(group.count()).isEqualTo(2);
    }

    @Test
    void refusedDoneDoesNotReleaseAnyone() throws Exception {
        group.add(1);
        TestThread<Boolean> waiter = TestThread.start(() -> group.await(FOREVER));
        waiter.awaitBlocked();
        assertThatIllegalStateException().isThrownBy(() -> group.add(-2));
        waiter.awaitBlocked();
        assertThat(group.await(Duration.ZERO)).isFalse();
        group.done();
        assertThat(waiter.result()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Integer.MAX_VALUE})
    void overflowIsRefusedAndChangesNothing(int delta) {
        group.add(Integer.MAX_VALUE);
        assertThatIllegalStateException()
                .isThrownBy(() -> group.add(delta))
                .withMessageContaining("overflow")
                .withMessageContaining("count " + Integer.MAX_VALUE + ", delta " + delta);
        assertThat(group.count()).isEqualTo(Integer.MAX_VALUE);
        group.add(-Integer.MAX_VALUE);
        assertThat(group.count()).isZero();
    }

    static Stream<Duration> timesThatAreUp() {
        return Stream.of(
                Duration.ofMillis(1),
                Duration.ZERO,
                Duration.ofNanos(-1),
                Duration.ofSeconds(Long.MIN_VALUE)); // more than fits into a long of nanoseconds
    }

    @ParameterizedTest
    @MethodSource("timesThatAreUp")
    void awaitGivesUpWhenTheTimeIsUp(Duration timeout) throws Exception {
        group.add(1);
        assertThat(group.await(timeout)).isFalse();
        assertThat(group.count()).isEqualTo(1);
        group.done();
        assertThat(group.await(timeout)).as("with nobody left").isTrue();
    }

    @Test
    void longestTimeoutDoesNotOverflow() throws Exception {
        group.add(1);
        TestThread<Boolean> waiter = TestThread.start(() -> group.await(Duration.ofSeconds(Long.MAX_VALUE)));
        waiter.awaitBlocked();
        group.done();
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void waiterThatGivesUpDoesNotDisturbTheOthers() throws Exception {
        group.add(1);
        TestThread<Boolean> waiter = TestThread.start(() -> group.await(FOREVER));
        waiter.awaitBlocked();
        assertThat(group.await(Duration.ofMillis(1))).isFalse();
        group.done();
        assertThat(waiter.result()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void awaitThrowsIfInterruptedBefore(int members) {
        group.add(members);
        Thread.currentThread().interrupt();
        assertThatThrownBy(group::await).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("flag").isFalse();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> group.await(Duration.ZERO)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("flag").isFalse();
    }

    @Test
    void interruptEndsOnlyTheAwaitOfThatThread() throws Exception {
        group.add(1);
        TestThread<?> interrupted = TestThread.start(() -> group.await());
        TestThread<Boolean> other = TestThread.start(() -> group.await(FOREVER));
        interrupted.awaitBlocked();
        other.awaitBlocked();
        interrupted.interrupt();
        assertThatThrownBy(interrupted::result).isInstanceOf(InterruptedException.class);
        assertThat(group.count()).isEqualTo(1);
        group.done();
        assertThat(other.result()).isTrue();
    }

    @Test
    void twoBarriersLetNobodyOutTooSoonAlsoWhenReused() throws Throwable {
        WaitGroup first = new WaitGroup();
        WaitGroup second = new WaitGroup();
        for (int round = 0; round < 8; round++) {
            first.add(TwoBarriers.MEMBERS);
            second.add(TwoBarriers.MEMBERS);
            TwoBarriers.cross(first::done, first::await, second::done, second::await);
        }
    }

    @Test
    void awaitSeesWhatEveryMemberWrote() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        for (int round = 0; round < 1_000; round++) {
            WaitGroup members = new WaitGroup();
            int[] plain = new int[2]; // visible only through the group
            for (int i = 0; i < plain.length; i++) {
                int slot = i;
                members.add(1);
                executor.execute(() -> {
                    plain[slot]++;
                    members.done();
                });
            }
            members.await();
            assertThat(plain).containsExactly(1, 1);
        }
        executor.shutdown();
    }

    @Test
    void waiterDoesNotMissAZeroThatIsFollowedByNewMembersAtOnce() throws Exception {
        group.add(1);
        for (int round = 0; round < 200; round++) {
            TestThread<Boolean> waiter = TestThread.start(() -> group.await(FOREVER));
            waiter.awaitBlocked();
            group.done();
            group.add(1);
            assertThat(waiter.result()).isTrue();
        }
        assertThat(group.count()).isEqualTo(1);
    }

    // Go calls the next two misuse, and panics if it happens to notice.

    @Test
    void addThatRacesWithAwaitBreaksNothing() throws Exception {
        for (int round = 0; round < 500; round++) {
            group.add(1);
            TestThread.race(
                    group::done,
                    () -> {
                        group.add(1);
                        group.done();
                    },
                    () -> assertThat(group.await(FOREVER)).isTrue());
            assertThat(group.count()).isZero();
        }
    }

    @Test
    void oneWaiterMayReuseTheGroupBeforeTheOtherHasReturned() throws Exception {
        for (int round = 0; round < 500; round++) {
            group.add(1);
            TestThread.race(
                    group::done,
                    () -> {
                        assertThat(group.await(FOREVER)).isTrue();
                        group.add(1);
                        group.done();
                    },
                    () -> assertThat(group.await(FOREVER)).isTrue());
            assertThat(group.count()).isZero();
        }
    }

    @Test
    void membersThatComeAndGoReleaseNobodyBeforeTheLast() throws Exception {
        for (int round = 0; round < 100; round++) {
            AtomicBoolean lastLeaves = new AtomicBoolean();
            Body comeAndGo = () -> {
                for (int i = 0; i < 2_000; i++) {
                    group.add(1);
                    group.done();
                }
            };
            group.add(1);
            TestThread.race(comeAndGo, comeAndGo, () -> {
                TestThread<Boolean> waiter = TestThread.start(() -> {
                    group.await();
                    return lastLeaves.get();
                });
                comeAndGo.run();
                waiter.awaitBlocked();
                lastLeaves.set(true);
                group.done();
                assertThat(waiter.result()).isTrue();
            });
        }
    }

    @Test
    void concurrentMembersLoseNoCount() throws Exception {
        Body comeAndGo = () -> {
            for (int i = 0; i < 20_000; i++) {
                group.add(2);
                group.done();
            }
        };
        TestThread.race(comeAndGo, comeAndGo, comeAndGo);
        assertThat(group.count()).isEqualTo(60_000);
        group.add(-60_000);
        assertThat(group.await(Duration.ZERO)).isTrue();
        assertThatIllegalStateException().isThrownBy(group::done);
    }

    @Test
    void nullTimeoutIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> group.await(null));
    }
}

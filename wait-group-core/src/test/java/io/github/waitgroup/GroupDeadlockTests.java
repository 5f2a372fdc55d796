package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tasks that wait for each other through their groups get an error at once. A task that closes its group is left out.
 */
@Timeout(60)
class GroupDeadlockTests {

    private final Group one = new Group("one");
    private final Group two = new Group("two");
    private final Group three = new Group("three");

    @Test
    void tasksOfTwoGroupsThatWaitForEachOtherAreNamed() throws Exception {
        CompletableFuture<Throwable> first = new CompletableFuture<>();
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        Gate bothRun = new Gate();
        one.start("a", () -> first.complete(thrownBy(bothRun, () -> two.await())));
        two.start("b", () -> second.complete(thrownBy(bothRun, () -> one.await())));
        bothRun.open();
        one.await();
        two.await();
        Throwable refused = first.join() != null ? first.join() : second.join();
        assertThat(refused)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("task 'a' of group 'one' waits for group 'two'")
                .hasMessageContaining("task 'b' of group 'two' waits for group 'one'")
                .hasMessageContaining(", whose ")
                .hasMessageContaining("Wait from outside");
    }

    @Test
    void guestsThatWaitForEachOtherAreNamed() throws Exception {
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        Membership b = two.enrol("b");
        TestThread<?> first = TestThread.start(() -> one.run("a", () -> three.run("c", () -> two.await())));
        first.awaitBlocked();
        TestThread<?> second = TestThread.start(() -> b.run(() -> refused.complete(thrownBy(() -> one.await()))));
        second.result();
        assertThat(TestThread.outcomeOf(refused))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("task 'b' of group 'two' waits for group 'one'")
                .hasMessageContaining("task 'a' of group 'one' waits for group 'two'");
        b.close();
        first.result();
    }

    @Test
    void aCircleIsFoundAmongHundredsOfWaits() throws Exception {
        Gate end = new Gate();
        three.start(end::pass);
        List<TestThread<?>> others = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            others.add(TestThread.start(() -> three.await()));
        }
        for (TestThread<?> other : others) {
            other.awaitBlocked();
        }
        tasksOfTwoGroupsThatWaitForEachOtherAreNamed();
        end.open();
        for (TestThread<?> other : others) {
            other.result();
        }
    }

    @Test
    void aWaitWithATimeLimitIsNoDeadlock() throws Exception {
        CompletableFuture<Thread> waiter = new CompletableFuture<>();
        CompletableFuture<Throwable> unlimited = new CompletableFuture<>();
        CompletableFuture<Boolean> limited = new CompletableFuture<>();
        Gate go = new Gate();
        two.start("b", () -> {
            go.pass();
            limited.complete(one.await(Duration.ofMillis(1)));
        });
        two.start("c", () -> {
            go.pass();
            unlimited.complete(thrownBy(() -> one.await()));
        });
        one.start("a", () -> {
            waiter.complete(Thread.currentThread());
            two.await(FOREVER);
        });
        TestThread.awaitBlocked(TestThread.outcomeOf(waiter));
        go.open();
        assertThat(TestThread.outcomeOf(limited)).isFalse();
        waiter.join().interrupt(); // in place of the end of its time
        assertThat(TestThread.outcomeOf(unlimited)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 30_000})
    void aStopInACircleStopsAndInterrupts(long millis) throws Exception {
        CompletableFuture<Thread> waiter = new CompletableFuture<>();
        CompletableFuture<Throwable> stopped = new CompletableFuture<>();
        Gate stop = new Gate();
        two.start("b", () -> stopped.complete(thrownBy(stop, () -> one.stop(Duration.ofMillis(millis)))));
        one.start("a", () -> {
            waiter.complete(Thread.currentThread());
            two.await();
        });
        TestThread<?> soon = TestThread.start(() -> {
            one.stopChannel().await();
            one.interruptTasks(); // what the stop does later
        });
        TestThread.awaitBlocked(TestThread.outcomeOf(waiter));
        stop.open();
        assertThat(TestThread.outcomeOf(stopped)).isNull();
        assertThat(one.state()).isNotEqualTo(Group.State.RUNNING);
        assertThat(one.await(FOREVER)).isTrue();
        soon.result();
    }

    @Test
    void aWaitThatIsOverIsNoPartOfACircle() throws Exception {
        for (int round = 0; round < 100; round++) {
            Group awaited = new Group("awaited");
            Gate end = new Gate();
            awaited.start(end::pass);
            for (int i = 0; i < 5; i++) {
                waitIn(one, awaited);
            }
            CompletableFuture<Throwable> late = new CompletableFuture<>();
            end.open();
            awaited.await();
            awaited.start("late", () -> late.complete(thrownBy(() -> one.await())));
            assertThat(TestThread.outcomeOf(late)).isNull();
            one.await();
        }
    }

    @Test
    void circleOfThreeIsNamed() throws Exception {
        CompletableFuture<Throwable> last = new CompletableFuture<>();
        CompletableFuture<Thread> a = new CompletableFuture<>();
        CompletableFuture<Thread> b = new CompletableFuture<>();
        Gate end = new Gate();
        Gate othersWait = new Gate();
        two.start("keeps two active", end::pass);
        three.start("c", () -> last.complete(thrownBy(othersWait, () -> one.await())));
        one.start("a", () -> {
            a.complete(Thread.currentThread());
            two.await();
        });
        two.start("b", () -> {
            b.complete(Thread.currentThread());
            three.await();
        });
        TestThread.awaitBlocked(TestThread.outcomeOf(a));
        TestThread.awaitBlocked(TestThread.outcomeOf(b));
        othersWait.open();
        assertThat(TestThread.outcomeOf(last))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("task 'c' of group 'three' waits for group 'one', whose task 'a' of group 'one'"
                        + " waits for group 'two', whose task 'b' of group 'two' waits for group 'three': ");
        end.open();
        three.await();
        two.await();
        one.await();
    }

    @Test
    void oneGroupMayWaitForAnother() throws Exception {
        Gate end = new Gate();
        two.start(end::pass);
        CompletableFuture<Thread> waiter = new CompletableFuture<>();
        one.start("a", () -> {
            waiter.complete(Thread.currentThread());
            two.await();
        });
        TestThread<?> outside = TestThread.start(() -> one.await());
        TestThread<?> another = TestThread.start(() -> two.await());
        TestThread.awaitBlocked(TestThread.outcomeOf(waiter));
        outside.awaitBlocked();
        another.awaitBlocked();
        end.open();
        outside.result();
        another.result();
        assertThat(one.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
    }

    @Test
    void twoWaysToOneGroupAreNoCircle() throws Exception {
        Gate end = new Gate();
        Group last = new Group("last");
        last.start(end::pass);
        for (Group between : List.of(two, three)) {
            waitIn(between, last);
            waitIn(one, between);
        }
        TestThread<?> outside = TestThread.start(() -> one.await());
        outside.awaitBlocked();
        end.open();
        outside.result();
        assertThat(one.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
    }

    /** Starts a task of one group that waits for another; it waits when this returns. */
    private static void waitIn(Group group, Group awaited) throws Exception {
        CompletableFuture<Thread> waiter = new CompletableFuture<>();
        group.start("waits for " + awaited.name(), () -> {
            waiter.complete(Thread.currentThread());
            awaited.await();
        });
        TestThread.awaitBlocked(TestThread.outcomeOf(waiter));
    }

    @Test
    void refusedWaitLeavesNothingBehind() throws Exception {
        tasksOfTwoGroupsThatWaitForEachOtherAreNamed();
        Gate end = new Gate();
        one.start(end::pass);
        two.start("b", () -> one.await());
        end.open();
        assertThat(two.await(FOREVER)).isTrue();
        assertThat(two.counts().failed()).isZero();
    }

    static Stream<GroupMisuseTests.Wait> waits() {
        return Stream.of(Group::await, group -> group.stop(FOREVER), Group::close);
    }

    @ParameterizedTest
    @MethodSource("waits")
    void aWaitThatHasEndedIsForgotten(GroupMisuseTests.Wait wait) throws Exception {
        Gate waited = new Gate();
        Gate end = new Gate();
        one.start("a", () -> {
            wait.on(two);
            waited.open();
            end.pass();
        });
        waited.pass();
        two.restart();
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        two.start("b", () -> refused.complete(thrownBy(waited, () -> one.await(Duration.ofMillis(1)))));
        assertThat(TestThread.outcomeOf(refused)).isNull();
        end.open();
    }

    @Test
    void aTaskKnowsItself() throws Exception {
        CompletableFuture<String> name = new CompletableFuture<>();
        CompletableFuture<ActiveTask> elsewhere = new CompletableFuture<>();
        one.start("a", () -> {
            elsewhere.complete(two.currentTask());
            name.complete(Objects.requireNonNull(one.currentTask()).name());
        });
        assertThat(TestThread.outcomeOf(name)).isEqualTo("a");
        assertThat(elsewhere.join()).isNull();
        assertThat(one.currentTask()).isNull();
    }

    @Test
    void taskLeftOutOfWaitsIsNotAwaitedNotInterruptedAndStillNamed() throws Exception {
        CompletableFuture<ActiveTask> closing = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Gate stopped = new Gate();
        one.start("closes the application", () -> {
            closing.complete(one.currentTask());
            stopped.pass();
            interrupted.complete(Thread.interrupted());
        });
        ActiveTask task = TestThread.outcomeOf(closing);
        TestThread<?> waiter = TestThread.start(() -> one.await());
        waiter.awaitBlocked();
        assertThat(one.leaveOutOfWaits(task)).isTrue();
        waiter.result();
        assertThat(one.leaveOutOfWaits(task)).as("left out before").isFalse();
        assertThat(one.counts()).as("still active").isEqualTo(new TaskCounts(1, 0, 0, 0));
        one.beginStop(FOREVER);
        assertThat(one.interruptTasks()).isZero();
        DrainReport report = one.stop(FOREVER);
        assertThat(report.stragglers()).singleElement().satisfies(straggler -> {
            assertThat(straggler.task()).isEqualTo("closes the application");
            assertThat(straggler.interrupted()).isFalse();
        });
        stopped.open();
        assertThat(TestThread.outcomeOf(interrupted)).isFalse();
    }

    @Test
    void restartTakesBackThatATaskIsLeftOutOfWaits() throws Exception {
        Gate end = new Gate();
        CompletableFuture<ActiveTask> closing = new CompletableFuture<>();
        one.start("closes the application", () -> {
            closing.complete(one.currentTask());
            end.pass();
        });
        one.leaveOutOfWaits(TestThread.outcomeOf(closing));
        assertThat(one.stop(FOREVER).activeAtEnd()).isEqualTo(1);
        one.restart();
        assertThat(one.await(Duration.ofMillis(1))).isFalse();
        end.open();
        assertThat(one.await(FOREVER)).isTrue();
    }

    @Test
    void askingWithoutWaitingIsNoWait() throws Exception {
        CompletableFuture<Thread> waiter = new CompletableFuture<>();
        CompletableFuture<Boolean> asked = new CompletableFuture<>();
        Gate ask = new Gate();
        two.start("b", () -> {
            ask.pass();
            asked.complete(one.await(Duration.ZERO));
        });
        one.start("a", () -> {
            waiter.complete(Thread.currentThread());
            two.await();
        });
        TestThread.awaitBlocked(TestThread.outcomeOf(waiter));
        ask.open();
        assertThat(TestThread.outcomeOf(asked)).isFalse();
        one.await();
    }

    @Test
    void tasksBesideTheOneLeftOutOfWaitsAreStillAwaited() throws Exception {
        Gate end = new Gate();
        CompletableFuture<ActiveTask> closing = new CompletableFuture<>();
        CompletableFuture<Thread> closer = new CompletableFuture<>();
        Gate stopped = new Gate();
        one.start("other", end::pass);
        one.start("closes the application", () -> {
            closer.complete(Thread.currentThread());
            closing.complete(one.currentTask());
            stopped.pass();
        });
        one.leaveOutOfWaits(TestThread.outcomeOf(closing));
        assertThat(one.await(Duration.ofMillis(1))).isFalse();
        stopped.open();
        closer.join().join(FOREVER.toMillis());
        assertThat(one.await(Duration.ofMillis(1)))
                .as("the other is still there")
                .isFalse();
        end.open();
        assertThat(one.await(FOREVER)).isTrue();
        assertThat(one.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
    }

    @Test
    void taskThatHasEndedCannotBeLeftOutOfWaits() throws Exception {
        CompletableFuture<ActiveTask> self = new CompletableFuture<>();
        one.start(() -> self.complete(one.currentTask()));
        one.await();
        assertThat(one.leaveOutOfWaits(self.join())).isFalse();
        Gate end = new Gate();
        one.start(end::pass);
        assertThat(one.await(Duration.ofMillis(1))).as("the count is right").isFalse();
        end.open();
        assertThat(one.await(FOREVER)).isTrue();
    }

    @Test
    void waitingForOnesOwnGroupStaysAnErrorForATaskLeftOutOfWaits() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        one.start(() -> {
            one.leaveOutOfWaits(Objects.requireNonNull(one.currentTask()));
            assertThatThrownBy(() -> one.await()).satisfies(thrown::complete);
        });
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> {
            throw TestThread.outcomeOf(thrown);
        });
    }

    /** Waits at the gate, then does what is given. Returns what that throws, or null. */
    private static Throwable thrownBy(Gate gate, Body body) {
        gate.pass();
        return thrownBy(body);
    }

    private static Throwable thrownBy(Body body) {
        try {
            body.run();
            return null;
        } catch (Throwable thrown) {
            return thrown;
        }
    }
}

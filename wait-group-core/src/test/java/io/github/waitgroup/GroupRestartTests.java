package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GroupRestartTests {

    private final Group group = new Group("orders");

    @Test
    void restartOpensTheGroupAgainWithANewChannel() throws Exception {
        StopChannel first = group.stopChannel();
        group.close();
        group.restart();
        assertThat(group.state()).isEqualTo(Group.State.RUNNING);
        assertThat(group.stopChannel()).isNotSameAs(first).matches(channel -> !channel.isClosed());
        assertThat(first.isClosed()).isTrue();
        group.start(() -> {});
        group.await();
        assertThat(group.counts()).as("since the group was created").isEqualTo(new TaskCounts(1, 1, 0, 0));
    }

    @Test
    void restartOfARunningGroupDoesNothing() {
        StopChannel channel = group.stopChannel();
        group.restart();
        assertThat(group.stopChannel()).isSameAs(channel);
    }

    @Test
    void restartedGroupCanBeStoppedAgain() {
        for (int run = 0; run < 3; run++) {
            group.start(group.stopChannel()::await);
            DrainReport report = group.stop(FOREVER);
            assertThat(report.activeAtStart()).isEqualTo(1);
            assertThat(report.isDrained()).isTrue();
            group.restart();
        }
        group.close();
        assertThat(group.state()).isEqualTo(Group.State.STOPPED);
        assertThat(group.counts()).isEqualTo(new TaskCounts(3, 3, 0, 0));
    }

    @Test
    void stragglerOfAnEarlierEpochIsAMemberAndIsListedByTheNextStop() throws Exception {
        Gate restarted = new Gate();
        Gate end = new Gate();
        FutureTask<Void> followUp = new FutureTask<>(() -> group.start("follow-up", () -> {}), null);
        group.start("old", () -> {
            restarted.pass();
            followUp.run();
            end.pass();
        });
        assertThat(group.stop(Duration.ZERO).activeAtEnd()).isEqualTo(1);
        group.restart();
        assertThat(group.await(Duration.ZERO)).as("it is still awaited").isFalse();
        group.start("new", end::pass);
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        restarted.open();
        TestThread.outcomeOf(followUp);
        stopper.awaitBlocked();
        stopper.interrupt(); // ends the wait
        assertThat(stopper.result().stragglers())
                .extracting(DrainReport.Straggler::task)
                .contains("old", "new");
        end.open();
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(3, 3, 0, 0));
    }

    @Test
    void stopThatEndsAfterARestartLeavesTheNewEpochAlone() throws Exception {
        Gate end = new Gate();
        group.start("old", end::pass);
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        stopper.awaitBlocked();
        group.restart();
        AtomicBoolean interrupted = new AtomicBoolean();
        group.start("new", () -> {
            end.pass();
            interrupted.set(Thread.interrupted());
        });
        stopper.interrupt(); // ends the wait
        assertThat(stopper.result().stragglers())
                .extracting(DrainReport.Straggler::task)
                .containsExactly("old");
        assertThat(group.state()).isEqualTo(Group.State.RUNNING);
        assertThat(group.stopChannel().isClosed()).isFalse();
        group.start(() -> {});
        end.open();
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(interrupted).isFalse();
    }

    @Test
    void stopDoesNotConcernATaskThatIsAcceptedAfterARestart() throws Exception {
        Gate inFactory = new Gate();
        Gate restarted = new Gate();
        Gate end = new Gate();
        AtomicBoolean slow = new AtomicBoolean();
        Group group = new Group("orders", FailureHandler.uncaught(), (name, task) -> {
            if (slow.get()) {
                inFactory.open();
                restarted.pass();
            }
            return TaskThreads.unstarted(name, task);
        });
        group.start("old", end::pass);
        slow.set(true);
        TestThread<?> starter = TestThread.start(() -> group.start("new", end::pass));
        inFactory.pass();
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        stopper.awaitBlocked();
        group.restart();
        restarted.open();
        starter.result();
        stopper.interrupt(); // ends the wait
        assertThat(stopper.result().stragglers())
                .extracting(DrainReport.Straggler::task)
                .containsExactly("old");
        end.open();
        assertThat(group.await(FOREVER)).isTrue();
    }

    @Test
    void stopDoesNotWaitForTasksOfTheNextEpoch() throws Exception {
        Membership old = group.enrol("old");
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        stopper.awaitBlocked();
        group.restart();
        Membership next = group.enrol("next");
        old.close();
        assertThat(stopper.result().isDrained()).isTrue();
        assertThat(group.await(Duration.ZERO)).as("a wait for all goes on").isFalse();
        next.close();
    }

    @Test
    void stopOfTheSecondEpochWaitsForTheFirstAndNotForTheThird() throws Exception {
        Membership first = group.enrol("first");
        group.beginStop(FOREVER);
        group.restart();
        Membership second = group.enrol("second");
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        stopper.awaitBlocked();
        group.restart();
        Membership third = group.enrol("third");
        second.close();
        stopper.awaitBlocked();
        first.close();
        assertThat(stopper.result().isDrained()).isTrue();
        third.close();
    }

    @Test
    void restartMakesAWaitThatHasBegunWaitForATaskThatWasLeftOut() throws Exception {
        awaitsATaskThatWasLeftOutUntilTheRestart(() -> group.await(FOREVER));
    }

    @Test
    void restartMakesAStopThatHasBegunWaitForATaskThatWasLeftOut() throws Exception {
        awaitsATaskThatWasLeftOutUntilTheRestart(() -> group.stop(FOREVER).isDrained());
    }

    private void awaitsATaskThatWasLeftOutUntilTheRestart(Callable<Boolean> wait) throws Exception {
        Membership leftOut = group.enrol("left out");
        Membership other = group.enrol("other");
        group.beginStop(FOREVER);
        assertThat(group.leaveOutOfWaits(leftOut.task())).isTrue();
        TestThread<Boolean> waiter = TestThread.start(wait);
        waiter.awaitBlocked();
        group.restart();
        other.fail();
        assertGoesOn(waiter);
        leftOut.close();
        assertThat(waiter.result()).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 1, 1, 0));
    }

    @Test
    void aTaskThatIsLeftOutOfAStopAfterTheRestartIsCountedOffOnce() throws Exception {
        Membership leftOut = group.enrol("left out");
        List<Membership> others = List.of(group.enrol("one"), group.enrol("two"));
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        stopper.awaitBlocked();
        group.restart();
        assertThat(group.leaveOutOfWaits(leftOut.task())).isTrue();
        others.get(0).close();
        leftOut.close();
        assertGoesOn(stopper);
        others.get(1).close();
        assertThat(stopper.result().isDrained()).isTrue();
    }

    /** Nothing that comes later shows that a thread has gone on waiting: so this waits in vain. */
    private static void assertGoesOn(TestThread<?> waiter) throws InterruptedException {
        waiter.thread().join(200);
        assertThat(waiter.thread().isAlive()).as("it goes on waiting").isTrue();
    }

    @Test
    void taskMayRestartItsGroup() throws Exception {
        Gate stopped = new Gate();
        FutureTask<Void> restart = new FutureTask<>(group::restart, null);
        group.start(() -> {
            stopped.pass();
            restart.run();
        });
        assertThat(group.stop(Duration.ZERO).isDrained()).isFalse();
        stopped.open();
        TestThread.outcomeOf(restart);
        assertThat(group.state()).isEqualTo(Group.State.RUNNING);
    }
}

package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.DrainReport.Place;
import io.github.waitgroup.DrainReport.Straggler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** So many tasks of a group run at a time; the others wait for their turns. */
class GroupLimitTests {

    private final List<String> begun = Collections.synchronizedList(new ArrayList<>());
    private final Gate end = new Gate();

    @Test
    void startReturnsAtOnceAndTheTaskWaits() {
        Group group = group(1);
        group.start("first", end::pass);
        group.start("second", () -> {});
        assertThat(group.waiting()).isEqualTo(1);
        assertThat(group.limit()).isEqualTo(OptionalInt.of(1));
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 0, 0, 0));
        assertThat(group.activeTasks()).extracting(ActiveTask::name).containsExactly("first", "second");
        assertThat(group.activeTasks()).extracting(ActiveTask::isWaiting).containsExactly(false, true);
        ActiveTask second = group.activeTasks().get(1);
        assertThat(second.age()).as("since it was accepted").isPositive();
        assertThat(second.threadName()).isEmpty();
        assertThat(second.stack()).isEmpty();
        assertThat(second.isInterrupted()).isFalse();
        end.open();
        assertThat(drains(group)).isTrue();
        assertThat(group.waiting()).isZero();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
    }

    @Test
    void groupWithoutALimitLetsNobodyWait() {
        Group group = new Group("orders");
        IntStream.range(0, 100).forEach(i -> group.start("task", end::pass));
        assertThat(group.limit()).isEmpty();
        assertThat(group.waiting()).isZero();
        assertThat(group.activeTasks()).noneMatch(ActiveTask::isWaiting);
        end.open();
    }

    @Test
    void tasksBeginInTheOrderInWhichTheyWereStarted() {
        Group group = group(1);
        List<String> names =
                IntStream.range(0, 1_000).mapToObj(i -> "task-" + i).toList();
        group.start("first", end::pass);
        names.forEach(name -> group.start(name, () -> begun.add(name)));
        end.open();
        assertThat(drains(group)).isTrue();
        assertThat(begun).isEqualTo(names);
    }

    @Test
    void whatIsInFlightHasItsTurnsBeforeTheTasksOfOutsidersWhileAStopIsOpen() throws Exception {
        Group group = group(1);
        Group other = new Group("other");
        GroupSet set = new GroupSet();
        set.add(group);
        set.add(other);
        Gate strays = new Gate();
        Membership job = other.enrol("job");
        group.start("early", end::pass);
        group.beginOpenStop(FOREVER);
        other.beginStop();
        group.start("stray-1", () -> {
            begun.add("stray-1");
            strays.pass();
        });
        group.start("stray-2", () -> begun.add("stray-2"));
        job.run(() -> group.start("kin-1", () -> {
            begun.add("kin-1");
            group.start("kin-3", () -> begun.add("kin-3"));
        }));
        job.run(() -> group.start("kin-2", () -> begun.add("kin-2")));
        job.close();
        assertThat(group.waiting()).isEqualTo(4);
        end.open();
        assertThat(set.awaitLineage(set.groups(), FOREVER)).isTrue();
        assertThat(begun).startsWith("kin-1", "kin-2", "kin-3").doesNotContain("stray-2");
        group.beginStop();
        assertThat(group.tryStart("refused", () -> {})).isFalse();
        strays.open();
        assertThat(set.await(set.groups(), FOREVER)).isTrue();
        assertThat(begun).containsExactly("kin-1", "kin-2", "kin-3", "stray-1", "stray-2");
    }

    @Test
    void strayThatStillWaitsAtARestartHasItsTurnBeforeLaterTasks() {
        Group group = group(1);
        group.start("early", end::pass);
        group.beginOpenStop(FOREVER);
        group.start("stray", () -> begun.add("stray"));
        assertThat(group.endStop().isDrained()).isFalse();
        group.restart();
        group.start("later", () -> begun.add("later"));
        end.open();
        assertThat(drains(group)).isTrue();
        assertThat(begun).containsExactly("stray", "later");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void noMoreThanTheLimitRunAtATimeAndAsManyAsThat(int limit) throws Exception {
        Group group = group(limit);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Body start = () -> {
            for (int i = 0; i < 2_000; i++) {
                group.start("task", () -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    running.decrementAndGet();
                });
            }
        };
        TestThread.race(start, start);
        assertThat(drains(group)).isTrue();
        assertThat(most.get()).isPositive().isLessThanOrEqualTo(limit);
        assertThat(group.counts()).isEqualTo(new TaskCounts(4_000, 4_000, 0, 0));
        for (int i = 0; i < limit; i++) {
            group.start("task", end::pass);
        }
        await("no turn was lost").until(() -> group.waiting() == 0); // it is free right after its task has ended
        end.open();
    }

    @Test
    void taskThatThrowsGivesItsTurnAway() {
        AtomicInteger failures = new AtomicInteger();
        Group group = new Group("orders", (in, task, failure) -> failures.incrementAndGet(), 1);
        for (int i = 0; i < 10; i++) {
            group.start("task", () -> {
                throw new IllegalStateException("on purpose");
            });
        }
        assertThat(drains(group)).isTrue();
        assertThat(failures).hasValue(10);
        assertThat(group.counts()).isEqualTo(new TaskCounts(10, 0, 10, 0));
    }

    @Test
    void failureHandlerIsPartOfTheTurn() {
        Gate handled = new Gate();
        Group group = new Group("orders", (in, task, failure) -> handled.pass(), 1);
        group.start("first", () -> {
            throw new IllegalStateException("on purpose");
        });
        group.start("second", () -> begun.add("second"));
        assertThat(group.waiting()).isEqualTo(1);
        assertThat(begun).isEmpty();
        handled.open();
        assertThat(drains(group)).isTrue();
    }

    @Test
    void waitingTaskHasNoThreadObject() {
        AtomicInteger threads = new AtomicInteger();
        Group group = group(1, (name, task) -> {
            threads.incrementAndGet();
            return TaskThreads.unstarted(name, task);
        });
        group.start("first", end::pass);
        group.start("second", () -> begun.add(Thread.currentThread().getName()));
        assertThat(threads).hasValue(1);
        end.open();
        assertThat(drains(group)).isTrue();
        assertThat(threads).hasValue(2);
        assertThat(begun).containsExactly("orders/second");
    }

    @Test
    void taskThatGetsNoThreadWhenItsTurnComesHasFailedAndTheNextHasItsTurn() {
        List<String> failed = Collections.synchronizedList(new ArrayList<>());
        Group group = new Group(
                "orders",
                (in, task, failure) -> failed.add(task.name() + ": " + failure.getMessage()),
                new Turns(1, failingFor("no-thread")),
                TaskThreads.FACTORY);
        group.start("first", end::pass);
        group.start("no-thread", () -> begun.add("no-thread"));
        group.start("no-thread", () -> begun.add("no-thread"));
        group.start("last", () -> begun.add("last"));
        end.open();
        assertThat(drains(group)).isTrue();
        assertThat(begun).containsExactly("last");
        assertThat(failed).containsExactly("no-thread: no thread", "no-thread: no thread");
        assertThat(group.counts()).isEqualTo(new TaskCounts(4, 2, 2, 0));
    }

    @Test
    void callerGetsTheErrorIfATaskWhoseTurnItIsGetsNoThread() {
        Group group = group(1, failingFor("no-thread"));
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> group.start("no-thread", () -> begun.add("no-thread")));
        assertThat(group.counts()).as("as it was before").isEqualTo(new TaskCounts(0, 0, 0, 0));
        group.start("next", () -> begun.add("next"));
        assertThat(drains(group)).isTrue();
        assertThat(begun).containsExactly("next");
    }

    @Test
    void failureHandlerThatThrowsAnErrorLosesNoTurn() {
        Group group = new Group(
                "orders",
                (in, task, failure) -> {
                    throw new OutOfMemoryError("of the handler");
                },
                new Turns(1, failingFor("no-thread")),
                TaskThreads.FACTORY);
        try (UncaughtFailures uncaught = new UncaughtFailures()) {
            group.start("first", end::pass);
            group.start("no-thread", () -> {});
            group.start("last", () -> begun.add("last"));
            end.open();
            assertThat(drains(group)).isTrue();
            assertThat(uncaught.isEmpty()).isFalse();
        }
        assertThat(begun).containsExactly("last");
    }

    @Test
    void workInThreadsOfOthersNeitherWaitsNorCounts() {
        Group group = group(1);
        group.start("first", end::pass);
        group.run("run", () -> begun.add("run"));
        assertThat(group.call("call", () -> 1)).isEqualTo(1);
        try (Membership membership = group.enrol("enrol")) {
            membership.run(() -> begun.add("enrol"));
            assertThat(group.waiting()).isZero();
        }
        end.open();
        assertThat(drains(group)).isTrue();
        try (Membership membership = group.adopt("join")) {
            membership.run(() -> group.start("started", () -> begun.add("started")));
            await().until(() -> begun.contains("started"));
        }
    }

    @Test
    void refusedTaskDoesNotWait() {
        Group group = group(1);
        group.start("first", end::pass);
        group.beginStop();
        assertThat(group.tryStart("late", () -> {})).isFalse();
        assertThat(group.waiting()).isZero();
        end.open();
    }

    @Test
    void stopWaitsForWaitingTasks() throws Exception {
        Group group = group(1);
        group.start("first", end::pass);
        group.start("second", () -> begun.add("second"));
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        stopper.awaitBlocked();
        end.open();
        assertThat(stopper.result().isDrained()).isTrue();
        assertThat(stopper.result().activeAtStart()).isEqualTo(2);
        assertThat(begun).containsExactly("second");
    }

    @Test
    void followUpOfARunningTaskWaitsWhileTheGroupStops() throws Exception {
        Group group = group(1);
        Gate stopping = new Gate();
        group.start("first", () -> {
            stopping.pass();
            group.start("follow-up", () -> begun.add("follow-up"));
        });
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        stopping.open();
        assertThat(stopper.result().isDrained()).isTrue();
        assertThat(stopper.result().followUps()).isEqualTo(1);
        assertThat(begun).containsExactly("follow-up");
    }

    @Test
    void runningTaskIsFoundByItsThreadWhileTheGroupStops() throws Exception {
        Group group = group(1);
        FutureTask<Void> followUp = new FutureTask<>(() -> group.start("follow-up", () -> {}), null);
        group.start("first", end::pass);
        group.start("second", followUp::run);
        group.beginStop();
        assertThat(group.currentTask()).as("the look-up makes an index").isNull();
        end.open();
        TestThread.outcomeOf(followUp);
        assertThat(drains(group)).isTrue();
    }

    @Test
    void taskThatWaitsAtTheEndOfAStopIsAStragglerAndDoesNotBegin() throws Exception {
        Group group = group(1);
        Gate interrupted = new Gate();
        group.start("first", () -> {
            end.pass();
            interrupted.open();
        });
        group.start("second", () -> begun.add("second"));
        DrainReport report = group.stop(Duration.ZERO);
        assertThat(report.stragglers()).extracting(Straggler::task).containsExactly("first", "second");
        Straggler second = report.stragglers().get(1);
        assertThat(second.place()).isEqualTo(Place.WAITING);
        assertThat(second.interrupted()).isFalse();
        assertThat(report.toString()).contains("task 'second'", "waits for its turn");
        end.open();
        interrupted.pass();
        await().until(() -> group.counts().active() == 1);
        assertThat(begun).isEmpty();
        assertThat(group.waiting()).isEqualTo(1);
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 1, 0, 0));
        group.close(); // does not wait
    }

    @Test
    void restartGivesWaitingTasksTheirTurns() {
        Group group = group(2);
        group.start("first", end::pass);
        group.start("second", end::pass);
        for (int i = 0; i < 5; i++) {
            group.start("task-" + i, () -> {
                assertThat(Thread.currentThread().isInterrupted())
                        .as("the stop is over")
                        .isFalse();
                begun.add("waited");
            });
        }
        assertThat(group.stop(Duration.ZERO).activeAtEnd()).isEqualTo(7);
        end.open();
        await().until(() -> group.counts().active() == 5);
        group.restart();
        assertThat(drains(group)).isTrue();
        assertThat(begun).hasSize(5);
        assertThat(group.counts()).isEqualTo(new TaskCounts(7, 7, 0, 0));
    }

    @Test
    void taskWhoseTurnComesAfterTheInterruptBeginsInterrupted() throws Exception {
        Group group = group(
                1,
                (name, task) -> name.endsWith("second")
                        ? TestThread.overOnceStarted(name, task)
                        : TaskThreads.unstarted(name, task));
        AtomicBoolean interrupted = new AtomicBoolean();
        group.start("first", end::pass);
        group.start("second", () -> interrupted.set(Thread.interrupted()));
        group.beginStop();
        assertThat(group.interruptTasks()).as("the one that runs").isEqualTo(1);
        end.open();
        assertThat(group.stop(FOREVER).interrupted()).isEqualTo(2);
        assertThat(interrupted).isTrue();
    }

    @Test
    void taskThatWaitsForItsOwnGroupIsAnError() throws Exception {
        Group group = group(1);
        FutureTask<Void> await = new FutureTask<>(() -> {
            group.await();
            return null;
        });
        group.start("task", await::run);
        assertThatIllegalStateException().isThrownBy(() -> TestThread.outcomeOf(await));
    }

    @Test
    void oldestTaskMayBeOneThatWaits() {
        Group group = group(1);
        group.start("first", end::pass);
        group.markLongRunning(group.activeTasks().get(0));
        group.start("second", () -> {});
        assertThat(group.oldestTask()).isNotNull().matches(ActiveTask::isWaiting);
        end.open();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void limitIsOneOrMore(int limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> group(limit))
                .withMessage("the limit of a group must be 1 or more, not " + limit);
    }

    private static Group group(int limit) {
        return new Group("orders", FailureHandler.uncaught(), limit);
    }

    private static Group group(int limit, TaskThreads.Factory threads) {
        return new Group("orders", FailureHandler.uncaught(), new Turns(limit, threads), threads);
    }

    private static TaskThreads.Factory failingFor(String task) {
        return (name, body) -> {
            if (name.endsWith(task)) {
                throw new OutOfMemoryError("no thread");
            }
            return TaskThreads.unstarted(name, body);
        };
    }

    private static boolean drains(Group group) {
        try {
            return group.await(FOREVER);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts tests", e);
        }
    }
}

package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupStopTests {

    private final Group group = new Group("orders");

    @Test
    void stopClosesTheChannelAndAwaitsAllTasks() {
        for (int i = 0; i < 3; i++) {
            startUntilStopped(group);
        }
        DrainReport report = group.stop(FOREVER);
        assertThat(report.group()).isEqualTo("orders");
        assertThat(report.activeAtStart()).isEqualTo(3);
        assertThat(report.isDrained()).isTrue();
        assertThat(report.elapsed()).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(group.stopChannel().isClosed()).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(3, 3, 0, 0));
    }

    private static void startUntilStopped(Group group) {
        group.start(group.stopChannel()::await);
    }

    @Test
    void taskThatEndsAtTheSignalWasActiveWhenTheStopBegan() {
        startUntilStopped(group);
        // Lets the stop go on only when the task has ended.
        group.stopChannel().onCloseInline(Body.task(() -> group.await(FOREVER)));
        assertThat(group.stop(FOREVER).activeAtStart()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 1, 0, -1, Long.MIN_VALUE})
    void stopOfAnEmptyGroupIsDrainedAtOnce(long seconds) {
        DrainReport report = group.stop(Duration.ofSeconds(seconds));
        assertThat(report.isDrained()).isTrue();
        assertThat(report.activeAtStart()).isZero();
        assertThat(group.state()).isEqualTo(Group.State.STOPPED);
    }

    @Test
    void stateShowsWhetherAStopHasBegunAndEnded() throws Exception {
        Gate end = new Gate();
        group.start(end::pass);
        assertThat(group.state()).isEqualTo(Group.State.RUNNING);
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        assertThat(group.state()).isEqualTo(Group.State.STOPPING);
        end.open();
        assertThat(stopper.result().isDrained()).isTrue();
        assertThat(group.state()).isEqualTo(Group.State.STOPPED);
    }

    // Stragglers.

    @ParameterizedTest
    @ValueSource(longs = {1_000_000, 0, -1, Long.MIN_VALUE})
    void stragglersAreNamedWithTheirStacksWhenTheTimeIsUp(long nanos) throws Exception {
        Gate end = new Gate();
        for (String name : new String[] {"a", "b"}) {
            CompletableFuture<Thread> running = new CompletableFuture<>();
            group.start(name, () -> {
                running.complete(Thread.currentThread());
                ignoreEverything(end);
            });
            TestThread.awaitBlocked(TestThread.outcomeOf(running));
        }
        DrainReport report = group.stop(Duration.ofNanos(nanos));
        assertThat(report.isDrained()).isFalse();
        assertThat(report.activeAtStart()).isEqualTo(2);
        assertThat(report.activeAtEnd()).isEqualTo(2);
        assertThat(report.stragglers())
                .extracting(DrainReport.Straggler::task)
                .as("oldest first")
                .containsExactly("a", "b");
        assertThat(report.stragglers()).allSatisfy(straggler -> {
            assertThat(straggler.stack())
                    .extracting(StackTraceElement::getMethodName)
                    .contains("ignoreEverything");
            assertThat(straggler.interrupted()).isTrue();
            assertThat(straggler.sinceStop())
                    .isGreaterThanOrEqualTo(Duration.ZERO)
                    .isLessThanOrEqualTo(straggler.age());
        });
        assertThat(group.state()).isEqualTo(Group.State.STOPPED);
        assertThat(group.counts()).as("left alone").isEqualTo(new TaskCounts(2, 0, 0, 0));
        assertThat(group.activeTasks()).hasSize(2);
        end.open();
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
    }

    private static void ignoreEverything(Gate end) {
        end.pass();
    }

    @Test
    void onlyTheStacksOfTheOldestAreTaken() {
        Gate end = new Gate();
        int tasks = Group.MAX_STACKS_IN_REPORT + 2;
        for (int i = 0; i < tasks; i++) {
            group.start(end::pass);
        }
        DrainReport report = group.stop(Duration.ZERO);
        assertThat(report.stragglers()).hasSize(tasks);
        assertThat(report.stragglers().subList(Group.MAX_STACKS_IN_REPORT, tasks))
                .allMatch(straggler -> straggler.stack().isEmpty());
        end.open();
    }

    @Test
    void tasksAreInterruptedShortlyBeforeTheEnd() throws Exception {
        Gate never = new Gate();
        CompletableFuture<Long> interruptedAt = new CompletableFuture<>();
        group.start(() -> {
            try {
                never.passInterruptibly();
            } catch (InterruptedException e) {
                interruptedAt.complete(System.nanoTime());
                group.start(
                        "follow-up",
                        () -> assertThatThrownBy(never::passInterruptibly).isInstanceOf(InterruptedException.class));
            }
        });
        Duration timeout = Duration.ofSeconds(5); // a tenth of it is left to end: far more than a thread needs
        long start = System.nanoTime();
        DrainReport report = group.stop(timeout);
        assertThat(Duration.ofNanos(TestThread.outcomeOf(interruptedAt) - start))
                .isBetween(timeout.multipliedBy(9).dividedBy(10), timeout);
        assertThat(report.isDrained()).as("follow-up work is interrupted too").isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
    }

    @Test
    void taskThatEndsAtTheSignalIsNotInterrupted() {
        AtomicBoolean interrupted = new AtomicBoolean();
        group.start(() -> {
            group.stopChannel().await();
            interrupted.set(Thread.interrupted());
        });
        assertThat(group.stop(FOREVER).isDrained()).isTrue();
        assertThat(interrupted).isFalse();
    }

    // The stopping thread is interrupted.

    @Test
    void interruptOfTheStoppingThreadEndsTheWaitAndIsRestored() throws Exception {
        Gate end = new Gate();
        group.start("stubborn", end::pass);
        AtomicBoolean flag = new AtomicBoolean();
        TestThread<DrainReport> stopper = TestThread.start(() -> {
            DrainReport report = group.stop(Duration.ofSeconds(Long.MAX_VALUE));
            flag.set(Thread.interrupted());
            return report;
        });
        group.stopChannel().await();
        stopper.awaitBlocked();
        stopper.interrupt();
        assertThat(stopper.result().stragglers())
                .singleElement()
                .matches(DrainReport.Straggler::interrupted)
                .returns("stubborn", DrainReport.Straggler::task);
        assertThat(flag).isTrue();
        assertThat(group.state()).isEqualTo(Group.State.STOPPED);
        end.open();
    }

    @Test
    void stopByAThreadThatIsInterruptedAlreadyDoesTheRest() {
        Gate end = new Gate();
        group.start("stubborn", end::pass);
        Thread.currentThread().interrupt();
        DrainReport report = group.stop(FOREVER);
        assertThat(Thread.interrupted()).as("flag").isTrue();
        assertThat(report.stragglers()).extracting(DrainReport.Straggler::task).containsExactly("stubborn");
        assertThat(group.stopChannel().isClosed()).isTrue();
        end.open();
    }

    @Test
    void stopOfAnEmptyGroupByAThreadThatIsInterruptedIsDrained() {
        Thread.currentThread().interrupt();
        DrainReport report = group.stop(FOREVER);
        assertThat(Thread.interrupted()).as("flag").isTrue();
        assertThat(report.isDrained()).isTrue();
    }

    // Several stops.

    @Test
    void stopAfterAStopAwaitsWhatIsStillActive() throws Exception {
        Gate end = new Gate();
        group.start(end::pass);
        assertThat(group.stop(Duration.ZERO).isDrained()).isFalse();
        TestThread<DrainReport> second = TestThread.start(() -> group.stop(FOREVER));
        second.awaitBlocked();
        end.open();
        assertThat(second.result().isDrained()).isTrue();
        assertThat(second.result().activeAtStart()).isEqualTo(1);
    }

    @Test
    void stopsAtTheSameTimeAllReport() throws Exception {
        Gate end = new Gate();
        group.start(end::pass);
        TestThread<DrainReport> first = TestThread.start(() -> group.stop(FOREVER));
        TestThread<DrainReport> second = TestThread.start(() -> group.stop(FOREVER));
        first.awaitBlocked();
        second.awaitBlocked();
        end.open();
        assertThat(first.result().isDrained()).isTrue();
        assertThat(second.result().isDrained()).isTrue();
    }

    // Who may still start tasks.

    @Test
    void tasksMayStartFollowUpWorkWhileStoppingAndOthersMayNot() throws Exception {
        Gate refusedOutside = new Gate();
        AtomicInteger ran = new AtomicInteger();
        group.start("member", () -> {
            group.stopChannel().await();
            refusedOutside.pass();
            group.start("follow-up", () -> group.start("follow-up of it", ran::incrementAndGet));
        });
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        assertThatExceptionOfType(WaitGroupClosedException.class)
                .isThrownBy(() -> group.start("outsider", () -> {}))
                .withMessageContaining("group 'orders' is stopping since ")
                .withMessageContaining("'outsider'");
        refusedOutside.open();
        assertThat(stopper.result().isDrained()).isTrue();
        assertThat(ran).as("awaited with the rest").hasValue(1);
        assertThat(group.counts()).isEqualTo(new TaskCounts(3, 3, 0, 1));
    }

    @Test
    void threadThatATaskStartsByItselfIsAnOutsider() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        group.start(() -> {
            group.stopChannel().await();
            TestThread<?> byItself = TestThread.start(() -> group.start(() -> {}));
            assertThatThrownBy(byItself::result).satisfies(thrown::complete);
        });
        assertThat(group.stop(FOREVER).isDrained()).isTrue();
        assertThat(TestThread.outcomeOf(thrown)).isInstanceOf(WaitGroupClosedException.class);
    }

    @Test
    void memberOfAnotherGroupIsAnOutsider() throws Exception {
        Gate end = new Gate();
        group.start(end::pass);
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        FutureTask<Void> attempt = starting(group);
        new Group("other").start(attempt::run);
        assertThatExceptionOfType(WaitGroupClosedException.class).isThrownBy(() -> TestThread.outcomeOf(attempt));
        end.open();
        stopper.result();
    }

    @Test
    void stragglerIsRefusedOnceTheStopHasEnded() throws Exception {
        Gate stopped = new Gate();
        FutureTask<Void> attempt = starting(group);
        group.start("straggler", () -> {
            stopped.pass();
            attempt.run();
        });
        assertThat(group.stop(Duration.ZERO).activeAtEnd()).isEqualTo(1);
        stopped.open();
        assertThatExceptionOfType(WaitGroupClosedException.class)
                .isThrownBy(() -> TestThread.outcomeOf(attempt))
                .withMessageContaining("group 'orders' is stopped since ");
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 1));
    }

    private static FutureTask<Void> starting(Group group) {
        return new FutureTask<>(() -> group.start("late", () -> {}), null);
    }

    @Test
    void taskThatIsBeingStartedWhenAStopEndsIsRefusedOrListed() throws Exception {
        Gate inFactory = new Gate();
        Gate stopped = new Gate();
        Group group = new Group("orders", FailureHandler.uncaught(), (name, task) -> {
            inFactory.open();
            stopped.pass();
            return TaskThreads.unstarted(name, task);
        });
        TestThread<Boolean> starter = TestThread.start(() -> {
            try {
                group.start("late", () -> {});
                return true;
            } catch (WaitGroupClosedException refused) {
                return false;
            }
        });
        inFactory.pass();
        DrainReport report = group.stop(Duration.ZERO);
        stopped.open();
        boolean accepted = starter.result();
        assertThat(accepted && report.isDrained()).as("accepted and not listed").isFalse();
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(group.counts()).isEqualTo(accepted ? new TaskCounts(1, 1, 0, 0) : new TaskCounts(0, 0, 0, 1));
    }

    @Test
    void taskThatIsAcceptedWhileAStopBeginsIsAwaited() throws Exception {
        for (int round = 0; round < 100; round++) {
            Group group = new Group("orders");
            AtomicInteger accepted = new AtomicInteger();
            AtomicInteger ended = new AtomicInteger();
            AtomicBoolean stopped = new AtomicBoolean();
            Body startUntilRefused = () -> {
                for (int i = 0; i < 50; i++) {
                    boolean mustBeRefused = stopped.get();
                    try {
                        group.start(ended::incrementAndGet);
                    } catch (WaitGroupClosedException refused) {
                        return;
                    }
                    accepted.incrementAndGet();
                    assertThat(mustBeRefused)
                            .as("stopped, and accepted all the same")
                            .isFalse();
                }
            };
            AtomicInteger endedAtReport = new AtomicInteger();
            TestThread.race(startUntilRefused, startUntilRefused, () -> {
                assertThat(group.stop(FOREVER).isDrained()).isTrue();
                endedAtReport.set(ended.get());
                stopped.set(true);
            });
            assertThat(endedAtReport).as("ended when the report says so").hasValue(accepted.get());
            assertThat(group.counts().accepted()).isEqualTo(accepted.get());
            assertThat(group.counts().completed()).isEqualTo(accepted.get());
        }
    }

    @Test
    void taskThatIsAcceptedWhileAStopEndsIsListed() throws Exception {
        for (int round = 0; round < 300; round++) {
            Group group = new Group("orders");
            Gate end = new Gate();
            AtomicInteger accepted = new AtomicInteger();
            AtomicInteger listed = new AtomicInteger();
            Body start = () -> {
                try {
                    group.start(end::pass);
                    accepted.incrementAndGet();
                } catch (WaitGroupClosedException refused) {
                    // the other outcome
                }
            };
            TestThread.race(
                    start, start, () -> listed.set(group.stop(Duration.ZERO).activeAtEnd()));
            assertThat(listed).hasValue(accepted.get());
            end.open();
        }
    }

    // close()

    @Test
    void closeStopsAndAwaits() {
        startUntilStopped(group);
        group.close();
        assertThat(group.state()).isEqualTo(Group.State.STOPPED);
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
        assertThat(Group.DEFAULT_STOP_TIMEOUT).isEqualTo(Duration.ofSeconds(20));
        group.close();
    }

    @Test
    void closeNeitherWaitsNorThrowsAfterAStopThatTimedOut() {
        Gate end = new Gate();
        group.start(end::pass);
        assertThat(group.stop(Duration.ZERO).isDrained()).isFalse();
        group.close();
        assertThat(group.activeTasks()).as("so it did not wait").hasSize(1);
        end.open();
    }

    @Test
    void closeAwaitsWhatIsActiveWhileAnotherThreadStops() throws Exception {
        Gate end = new Gate();
        group.start(end::pass);
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        TestThread<?> closer = TestThread.start(group::close);
        closer.awaitBlocked();
        end.open();
        closer.result();
        assertThat(group.activeTasks()).isEmpty();
        assertThat(stopper.result().isDrained()).isTrue();
    }

    @Test
    void closeAwaitsWhatIsActiveAfterATaskHasBegunTheStop() throws Exception {
        Gate end = new Gate();
        group.start("import", end::pass);
        group.start("quota", () -> group.beginStop(FOREVER));
        group.stopChannel().await();
        TestThread<?> closer = TestThread.start(group::close);
        closer.awaitBlocked();
        end.open();
        closer.result();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
    }

    @Test
    void closeThatGivesUpNamesEachStraggler() {
        Gate end = new Gate();
        group.start("stubborn", end::pass);
        Thread.currentThread().interrupt(); // instead of waiting until the time is up
        assertThatIllegalStateException()
                .isThrownBy(group::close)
                .withMessageContaining("'orders'")
                .withMessageContaining("task 'stubborn'");
        assertThat(Thread.interrupted()).as("flag").isTrue();
        end.open();
    }

    @Test
    void leavingTheBlockByAnExceptionStopsBeforeItWaits() {
        // Kubernetes once waited first, and hung (kubernetes #73089).
        assertThatThrownBy(() -> {
                    try (group) {
                        startUntilStopped(group);
                        throw new Exception("thrown by the body");
                    }
                })
                .hasMessage("thrown by the body")
                .hasNoSuppressedExceptions();
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
    }

    @Test
    void exceptionOfTheBodyIsNotHiddenByStragglers() {
        Gate end = new Gate();
        assertThatThrownBy(() -> {
                    try (group) {
                        group.start("stubborn", end::pass);
                        Thread.currentThread().interrupt(); // instead of waiting until the time is up
                        throw new Exception("thrown by the body");
                    }
                })
                .hasMessage("thrown by the body")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .asString()
                        .contains("stubborn"));
        assertThat(Thread.interrupted()).as("flag").isTrue();
        end.open();
    }
}

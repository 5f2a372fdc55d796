package io.github.waitgroup.spring.shutdown;

import static io.github.waitgroup.spring.Fixtures.FOREVER;
import static io.github.waitgroup.spring.Fixtures.startUntilStopped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.waitgroup.DrainReport;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.StuckTask;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import io.github.waitgroup.spring.WaitGroupProperties.OnFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The steps of a drain and the log lines of each. */
@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings("try") // that a stuck task is there is all that is needed of it
class GroupDrainTests {

    private static final Duration NEVER = Duration.ofDays(1);

    private final Group group = new Group("orders");
    private final GroupDrains drains = new GroupDrains(new ShutdownTimeline(), event -> {});

    @Test
    void quickDrainSaysTwoLines(CapturedOutput output) {
        startUntilStopped(group, "poller");
        DrainReport report = drain(FOREVER, Duration.ofSeconds(1), FOREVER);
        assertThat(report.isDrained()).isTrue();
        assertThat(output.getOut().lines().filter(line -> line.contains("] ShutdownTimeline : ")))
                .hasSize(2)
                .anyMatch(
                        line -> line.contains("INFO") && line.contains("Stopping group 'orders': 1 in flight, at most"))
                .anyMatch(line -> line.contains("INFO") && line.contains("Group 'orders' has drained: 1 task in "));
        assertThat(drains.latest("orders")).contains(report);
        assertThat(drains.totals("orders").interrupted()).isZero();
        assertThat(drains.totals("orders").stragglers()).isZero();
    }

    @Test
    void whatWasRefusedBeforeTheDrainIsInItsLineToo(CapturedOutput output) {
        group.beginStop();
        group.tryStart("mail-7", () -> {});
        group.tryStart("mail-8", () -> {});
        DrainReport report = drain(FOREVER, Duration.ofSeconds(1), FOREVER);
        assertThat(report.refusals().count()).isEqualTo(2);
        assertThat(output.getOut())
                .containsPattern("Group 'orders' has drained: 0 tasks in .*; 2 tasks were refused: 'mail-7', 'mail-8'");
        assertThat(drains.latest("orders")).contains(report);
    }

    @Test
    void everyStepOfADrainThatFailsIsLoggedAndCounted(CapturedOutput output) {
        try (StuckTask one = StuckTask.in(group, "mail-1");
                StuckTask two = StuckTask.in(group, "mail-2")) {
            DrainReport report = drain(Duration.ofMillis(400), Duration.ofMillis(100), NEVER);
            assertThat(report.activeAtEnd()).isEqualTo(2);
        }
        assertThat(output.getOut().lines().filter(line -> line.contains("] ShutdownTimeline : ")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("INFO", "Stopping group 'orders': 2 in flight, at most 0.400 s"),
                        line -> assertThat(line)
                                .contains("WARN", "Half of the time of group 'orders' is gone: 2 of 2 left, ")
                                .containsPattern(
                                        " to go, draining for .* s: 'mail-1' for [0-9.]+ s, 'mail-2' for [0-9.]+ s$"),
                        line -> assertThat(line).contains("WARN", "Interrupted 2 tasks of group 'orders', "),
                        line -> assertThat(line)
                                .contains("WARN", "Group 'orders' has not drained: 2 tasks still active"));
        for (String task : List.of("mail-1", "mail-2")) {
            assertThat(output.getOut().lines())
                    .as("where it is at half time")
                    .anyMatch(line -> line.startsWith(
                            "  task '" + task + "' at " + StuckTask.class.getName() + ".run(StuckTask.java:"));
        }
        assertThat(output).contains("2 tasks 'mail-1', 'mail-2', age ");
        assertThat(drains.totals("orders").interrupted()).isEqualTo(2);
        assertThat(drains.totals("orders").stragglers()).isEqualTo(2);
    }

    @Test
    void taskInNoThreadIsSaidToBeInNone(CapturedOutput output) {
        try (Membership withoutThread = group.enrol("upload")) {
            drain(Duration.ofMillis(100), Duration.ZERO, NEVER);
        }
        assertThat(output.getOut().lines()).contains("  task 'upload' in no thread");
    }

    @Test
    void taskWhoseTurnHasNotComeIsSaidToWaitForIt(CapturedOutput output) {
        Group limited = new Group("limited", FailureHandler.uncaught(), 1);
        try (StuckTask running = StuckTask.in(limited, "upload-1")) {
            limited.start("upload-2", () -> {});
            GroupDrain.begin(limited, Duration.ofMillis(100), Duration.ZERO, NEVER, drains)
                    .complete();
        }
        assertThat(output.getOut().lines())
                .contains("  task 'upload-2' waits for its turn")
                .anyMatch(line -> line.matches("  task 'upload-2', age .*, not interrupted, waits for its turn"));
    }

    @Test
    void sourceWithNothingInFlightDrainsWithoutALine(CapturedOutput output) {
        Group listeners = new Group("kafka-listeners");
        assertThat(GroupDrain.begin(listeners, FOREVER, null, NEVER, drains)
                        .complete()
                        .isDrained())
                .isTrue();
        assertThat(output.getOut()).doesNotContain("kafka-listeners");
        assertThat(drains.timeline().entries())
                .extracting(ShutdownTimeline.Entry::event)
                .containsExactly(ShutdownEvent.DRAIN, ShutdownEvent.DRAINED);
    }

    @Test
    void sourceWhoseWorkBeginsDuringItsDrainHasALine(CapturedOutput output) {
        Group listeners = new Group("kafka-listeners");
        GroupDrain drain = GroupDrain.begin(listeners, FOREVER, null, NEVER, drains);
        listeners.adopt("OrderListener.handle orders-3").close();
        drain.complete();
        assertThat(output.getOut())
                .doesNotContain("Stopping group 'kafka-listeners'")
                .contains("Group 'kafka-listeners' has drained: 0 tasks and 1 follow-up in ");
    }

    @Test
    void interruptIsRecordedWithTheNumberOfActiveTasks() {
        try (StuckTask mail = StuckTask.in(group, "mail");
                Membership withoutThread = group.enrol("upload")) {
            drain(Duration.ZERO, Duration.ZERO, NEVER);
        }
        assertThat(drains.timeline().entries())
                .filteredOn(ShutdownTimeline.Entry::event, ShutdownEvent.INTERRUPT)
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.message()).startsWith("Interrupted 1 task of group 'orders'");
                    assertThat(entry.active()).isEqualTo(2);
                });
    }

    @Test
    void stragglerOfSeveralDrainsIsCountedOnce() {
        try (StuckTask mail = StuckTask.in(group, "mail")) {
            assertThat(drain(Duration.ZERO, Duration.ZERO, NEVER).activeAtEnd()).isOne();
            assertThat(drain(Duration.ZERO, Duration.ZERO, NEVER).activeAtEnd()).isOne();
            assertThat(drains.totals("orders").stragglers()).isOne();
            assertThat(drains.totals("orders").interrupted()).isOne();
            group.restart();
            group.enrol("stuck as well");
            assertThat(drain(Duration.ZERO, Duration.ZERO, NEVER).activeAtEnd()).isEqualTo(2);
            assertThat(drains.totals("orders").stragglers()).isEqualTo(2);
        }
    }

    @Test
    void drainWithoutTimeSaysThatNoneIsLeft(CapturedOutput output) {
        try (StuckTask mail = StuckTask.in(group, "mail")) {
            drain(Duration.ZERO, Duration.ZERO, NEVER);
        }
        assertThat(output).contains("Interrupted 1 task of group 'orders', 0.000 s before the end of its time");
    }

    @Test
    void tasksThatHeedTheInterruptAreNoStragglers() {
        CountDownLatch running = new CountDownLatch(1);
        group.start("sleeps", () -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException expected) {
                Thread.currentThread().interrupt();
            }
        });
        Fixtures.await(running);
        Duration time = Duration.ofSeconds(8);
        DrainReport report = drain(time, time.minusMillis(1), NEVER);
        assertThat(report.isDrained()).isTrue();
        assertThat(report.elapsed()).as("half of the time at most").isBetween(time.dividedBy(2), time);
        assertThat(drains.totals("orders").interrupted()).isEqualTo(1);
    }

    @Test
    void drainIsShownUntilTheLastOfThoseAtTheSameTimeIsOver() {
        GroupDrain first = GroupDrain.begin(group, Duration.ofSeconds(1), Duration.ZERO, NEVER, drains);
        GroupDrain second = GroupDrain.begin(group, Duration.ofSeconds(2), Duration.ZERO, NEVER, drains);
        assertThat(drains.current("orders")).map(GroupDrains.Progress::time).contains(Duration.ofSeconds(2));
        second.complete();
        assertThat(drains.current("orders")).map(GroupDrains.Progress::time).contains(Duration.ofSeconds(1));
        first.complete();
        assertThat(drains.current("orders")).isEmpty();
    }

    @Test
    void drainThatThrowsIsNotShownForGood() {
        GroupDrain drain = GroupDrain.begin(group, FOREVER, Duration.ZERO, NEVER, drains);
        group.restart();
        group.run("caller", () -> assertThatIllegalStateException().isThrownBy(drain::complete));
        assertThat(drains.current("orders")).isEmpty();
        assertThat(drains.latest("orders")).isEmpty();
    }

    @Test
    void taskThatStopsItsOwnGroupGetsAnExceptionAndTheGroupGoesOn() {
        GroupSettings settings =
                new GroupSettings(FOREVER, null, List.of(), Duration.ZERO, false, OnFailure.LOG, null, null);
        ManagedGroup managed = new ManagedGroup("ordersGroup", group, settings, 0);
        group.run(
                "mail-1",
                () -> assertThatIllegalStateException()
                        .isThrownBy(() -> drains.stop(managed))
                        .withMessageContaining("task 'mail-1' of group 'orders' would wait for itself"));
        assertThat(group.state()).isEqualTo(Group.State.RUNNING);
        assertThat(drains.timeline().entries()).isEmpty();
    }

    @Test
    void progressIsLoggedAtIntervals(CapturedOutput output) {
        StuckTask stuck = StuckTask.in(group, "mail-1");
        CountDownLatch loggedTwice = new CountDownLatch(1);
        Thread watcher = new Thread(() -> {
            while (lines(output, "Draining group") < 2) {
                Thread.onSpinWait();
            }
            loggedTwice.countDown();
            stuck.release();
        });
        watcher.start();
        DrainReport report = drain(FOREVER, Duration.ZERO, Duration.ofMillis(20));
        assertThat(report.isDrained()).isTrue();
        Fixtures.await(loggedTwice);
        assertThat(output)
                .containsPattern(
                        "INFO .*Draining group 'orders': 1 of 1 left, [0-9.]+ s to go, oldest 'mail-1' for [0-9.]+ s");
    }

    @Test
    void followUpWorkIsCountedAmongTheTasksOfTheDrain(CapturedOutput output) {
        CountDownLatch followUp = new CountDownLatch(1);
        group.startWithChannel("first", group.stopChannel(), stop -> {
            Fixtures.await(stop);
            StuckTask.in(group, "second");
            followUp.countDown();
        });
        GroupDrain drain = GroupDrain.begin(group, Duration.ofSeconds(1), Duration.ZERO, NEVER, drains);
        Fixtures.await(followUp);
        assertThat(drain.complete().activeAtEnd()).isEqualTo(1);
        assertThat(output).contains("is gone: 1 of 2 left");
    }

    @Test
    void interruptedDrainReportsAtOnce(CapturedOutput output) throws InterruptedException {
        try (StuckTask stuck = StuckTask.in(group, "mail-1")) {
            CountDownLatch reported = new CountDownLatch(1);
            Thread drain = new Thread(() -> {
                drain(NEVER, Duration.ZERO, NEVER);
                reported.countDown();
            });
            drain.start();
            Fixtures.await(group.stopChannel());
            drain.interrupt();
            Fixtures.await(reported);
            drain.join();
        }
        assertThat(output)
                .contains("The drain of group 'orders' is cut short", "Group 'orders' has not drained: 1 task");
        assertThat(drains.totals("orders").interrupted()).isEqualTo(1);
    }

    @Test
    void drainWithoutTimeReportsAtOnce() {
        try (StuckTask stuck = StuckTask.in(group, "mail-1")) {
            assertThat(drain(Duration.ZERO, Duration.ofSeconds(1), GroupDrain.PROGRESS_INTERVAL)
                            .activeAtEnd())
                    .isEqualTo(1);
        }
    }

    private DrainReport drain(Duration time, Duration interruptBeforeEnd, Duration progress) {
        return GroupDrain.begin(group, time, interruptBeforeEnd, progress, drains)
                .complete();
    }

    private static long lines(CapturedOutput output, String text) {
        return output.getOut().lines().filter(line -> line.contains(text)).count();
    }
}

package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Work that is not tied to a thread, and is a task of a group all the same. */
class MembershipTests {

    private final Group group = new Group("http");

    @Test
    void workIsListedCountedAndAwaitedUntilItsMembershipEnds() throws Exception {
        Membership request = group.enrol("GET /orders");
        assertThat(group.activeTasks()).singleElement().satisfies(task -> {
            assertThat(task.name()).isEqualTo("GET /orders");
            assertThat(task.threadName()).isEmpty();
            assertThat(task.stack()).isEmpty();
            assertThat(task.isInterrupted()).isFalse();
        });
        TestThread<DrainReport> stop = TestThread.start(() -> group.stop(FOREVER));
        stop.awaitBlocked();
        request.close();
        assertThat(stop.result().isDrained()).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
    }

    @Test
    void membershipEndsOnceAndTheFirstEndCounts() {
        Membership request = group.enrol("GET /orders");
        request.fail();
        request.close();
        request.fail();
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
        assertThatIllegalStateException()
                .isThrownBy(() -> request.run(() -> {}))
                .withMessageContaining("'GET /orders' has ended");
    }

    @Test
    void partIsShownInItsThread() throws Exception {
        try (Membership request = group.enrol("GET /orders")) {
            Gate inPart = new Gate();
            Gate end = new Gate();
            TestThread<?> container = TestThread.start(() -> request.run(() -> {
                inPart.open();
                end.pass();
            }));
            inPart.pass();
            container.awaitBlocked();
            ActiveTask task = group.activeTasks().get(0);
            assertThat(TestThread.start(task::isInterrupted).result()).isFalse();
            assertThat(task.threadName()).isEqualTo("test-thread");
            assertThat(task.stack())
                    .extracting(StackTraceElement::getMethodName)
                    .contains("pass");
            end.open();
            container.result();
            assertThat(task.stack()).as("between two parts").isEmpty();
        }
    }

    @Test
    void nameOfWorkMayBecomeMoreExact() {
        try (Membership request = group.enrol("GET /orders/42")) {
            ActiveTask listedBefore = group.activeTasks().get(0);
            request.rename("GET /orders/{id}");
            assertThat(listedBefore.name()).isEqualTo("GET /orders/{id}");
            assertThat(group.stop(Duration.ZERO).stragglers())
                    .extracting(DrainReport.Straggler::task)
                    .containsExactly("GET /orders/{id}");
        }
    }

    @Test
    void partsFollowEachOtherInDifferentThreads() throws Exception {
        try (Membership request = group.enrol("GET /orders")) {
            TestThread.start(() -> request.run(() -> assertThat(name()).isEqualTo("GET /orders")))
                    .result();
            request.run(() -> assertThat(name()).isEqualTo("GET /orders"));
            assertThat(group.currentTask()).isNull();
        }
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
    }

    @Test
    void ofTwoPartsAtTheSameTimeTheFirstIsShownAndBothAreTheTask() throws Exception {
        try (Membership request = group.enrol("GET /orders")) {
            request.run(() -> {
                String shown = request.task().threadName();
                TestThread<?> other = TestThread.start(() -> request.run(() -> {
                    assertThat(name()).isEqualTo("GET /orders");
                    assertThat(request.task().threadName()).isEqualTo(shown);
                }));
                try {
                    other.result();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                assertThat(name()).as("the other one has not taken it away").isEqualTo("GET /orders");
            });
        }
    }

    @Test
    void partOfOneGroupWithinATaskOfAnotherLeavesThatAsItWas() {
        Group other = new Group("other");
        try (Membership request = group.enrol("GET /orders")) {
            other.run("filter", () -> {
                request.run(() -> {
                    assertThat(name()).isEqualTo("GET /orders");
                    assertThat(other.currentTask()).isNotNull();
                });
                assertThat(group.currentTask()).as("between two parts").isNull();
                assertThat(other.currentTask()).isNotNull();
            });
        }
    }

    @Test
    void interruptOfThePartIsSeen() {
        try (Membership request = group.enrol("GET /orders")) {
            ActiveTask task = group.activeTasks().get(0);
            request.run(() -> {
                assertThat(task.isInterrupted()).isFalse();
                Thread.currentThread().interrupt();
                assertThat(task.isInterrupted()).isTrue();
            });
            assertThat(task.isInterrupted()).as("between two parts").isFalse();
        }
        assertThat(Thread.interrupted()).as("it is not ours to clear").isTrue();
    }

    @Test
    void partMayStartFollowUpWorkWhileTheGroupStops() {
        Membership request = group.enrol("GET /orders");
        group.beginStop(FOREVER);
        assertThatExceptionOfType(WaitGroupClosedException.class).isThrownBy(() -> group.enrol("late"));
        request.run(() -> group.start("follow-up", () -> {}));
        request.close();
        assertThat(group.stop(FOREVER).isDrained()).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 2, 0, 1));
    }

    @Test
    void partWhoseMembershipHasEndedIsAnOutsider() {
        Membership request = group.enrol("GET /orders");
        group.beginStop(FOREVER);
        request.run(() -> {
            request.close();
            assertThat(group.currentTask()).isNull();
            assertThatExceptionOfType(WaitGroupClosedException.class).isThrownBy(() -> group.start(() -> {}));
        });
        assertThat(group.stop(FOREVER).isDrained()).isTrue();
    }

    @Test
    void partIsInterruptedWithTheOthersAndWhatBeginsLaterToo() {
        Membership request = group.enrol("GET /orders");
        group.beginStop(FOREVER);
        group.interruptTasks();
        request.run(() -> assertThat(Thread.currentThread().isInterrupted()).isTrue());
        assertThat(Thread.interrupted())
                .as("it may be one of the owner, and stays")
                .isTrue();
        request.run(
                () -> assertThat(Thread.interrupted()).as("interrupted once").isFalse());
        request.close();
    }

    @Test
    void workInNoThreadCountsAsInterruptedOnceAPartHasBeen() {
        Membership request = group.enrol("GET /orders");
        assertThat(group.stop(Duration.ZERO).stragglers())
                .extracting(DrainReport.Straggler::interrupted)
                .containsExactly(false);
        request.run(() -> assertThat(Thread.interrupted()).isTrue());
        assertThat(group.stop(Duration.ZERO).stragglers())
                .extracting(DrainReport.Straggler::interrupted)
                .containsExactly(true);
        request.close();
    }

    @Test
    void workInNoThreadDuringTheSweepOfALaterEpochIsInterruptedInItsNextPart() {
        Membership request = group.enrol("GET /orders");
        group.beginStop(FOREVER);
        group.restart();
        group.beginStop(FOREVER);
        assertThat(group.interruptTasks()).as("it is in no thread").isZero();
        request.run(() -> assertThat(Thread.interrupted()).isTrue());
        request.close();
    }

    @Test
    void workThatDoesNotEndIsAStraggler() {
        Membership request = group.enrol("GET /orders");
        DrainReport report = group.stop(Duration.ZERO);
        assertThat(report.stragglers()).singleElement().satisfies(straggler -> {
            assertThat(straggler.task()).isEqualTo("GET /orders");
            assertThat(straggler.stack()).isEqualTo(List.of());
        });
        request.close();
    }

    @Test
    void nullIsRefusedAndNothingIsCounted() {
        assertThatNullPointerException().isThrownBy(() -> group.enrol(null)).withMessage("taskName");
        try (Membership request = group.enrol("GET /orders")) {
            assertThatNullPointerException().isThrownBy(() -> request.run(null)).withMessage("part");
            assertThatNullPointerException()
                    .isThrownBy(() -> request.rename(null))
                    .withMessage("taskName");
        }
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
    }

    private String name() {
        return Objects.requireNonNull(group.currentTask()).name();
    }
}

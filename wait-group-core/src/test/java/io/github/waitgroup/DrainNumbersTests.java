package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The numbers of a report agree with each other, and with what is listed. */
class DrainNumbersTests {

    private final Group group = new Group("orders");
    private final Gate end = new Gate();

    @Test
    void taskThatIsLeftOutOfWaitsIsCounted() {
        group.start("closes the application", end::pass);
        group.leaveOutOfWaits(group.activeTasks().get(0));
        DrainReport report = group.stop(Duration.ZERO);
        assertThat(report.activeAtStart()).isOne();
        assertThat(report.activeAtEnd()).isOne();
        assertThat(report.interrupted()).isZero();
        end.open();
    }

    @Test
    void followUpsAreCountedApart() throws Exception {
        Gate followed = new Gate();
        group.start("mail", () -> {
            group.stopChannel().await();
            group.start("log", () -> {});
            group.start("log", end::pass);
            followed.open();
        });
        group.beginStop(FOREVER);
        followed.pass();
        DrainReport report = group.stop(Duration.ZERO);
        assertThat(report.activeAtStart()).isOne();
        assertThat(report.followUps()).isEqualTo(2);
        end.open();
        group.restart();
        assertThat(group.stop(FOREVER).followUps()).as("of the next epoch").isZero();
    }

    @Test
    void followUpThatCannotBeStartedIsNone() throws Exception {
        Group starved = new Group("starved", FailureHandler.uncaught(), (name, task) -> new Thread(task, name) {

            @Override
            public synchronized void start() {
                throw new OutOfMemoryError("no thread");
            }
        });
        Gate offered = new Gate();
        TestThread<?> task = TestThread.start(() -> starved.run("mail", () -> {
            starved.stopChannel().await();
            assertThatThrownBy(() -> starved.start("log", () -> {})).isInstanceOf(OutOfMemoryError.class);
            offered.open();
            end.pass();
        }));
        TestThread.awaitBlocked(task.thread());
        starved.beginStop(FOREVER);
        offered.pass();
        end.open();
        task.result();
        assertThat(starved.stop(FOREVER).followUps()).isZero();
    }

    @Test
    void stopOfAStoppedGroupCountsFromItsOwnCall() throws Exception {
        TestThread<?> task = TestThread.start(() -> group.run("mail", end::pass));
        task.awaitBlocked();
        DrainReport first = group.stop(Duration.ZERO);
        assertThat(first.interrupted()).isOne();
        end.open();
        task.result();
        long call = System.nanoTime();
        DrainReport second = group.stop(FOREVER);
        assertThat(second.activeAtStart()).isZero();
        assertThat(second.interrupted()).as("again").isZero();
        assertThat(second.elapsed()).isBetween(Duration.ZERO, Duration.ofNanos(System.nanoTime() - call));
    }

    @Test
    void interruptOfAMembershipCountsWhenItMeetsAThread() throws Exception {
        Membership membership = group.enrol("request");
        group.beginStop(FOREVER);
        assertThat(group.interruptTasks()).as("in no thread").isZero();
        assertThat(group.stop(Duration.ZERO).stragglers()).singleElement().satisfies(straggler -> {
            assertThat(straggler.interrupted()).isFalse();
            assertThat(straggler.place()).isEqualTo(DrainReport.Place.IN_NO_THREAD);
        });
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        TestThread.start(() -> membership.run(
                        () -> interrupted.complete(Thread.currentThread().isInterrupted())))
                .result();
        assertThat(TestThread.outcomeOf(interrupted)).isTrue();
        assertThat(group.stop(Duration.ZERO).stragglers())
                .singleElement()
                .satisfies(straggler -> assertThat(straggler.interrupted()).isTrue());
        membership.close();
    }

    @Test
    void manyStragglersAreListedWithoutTheirStacks() {
        for (int i = 0; i < Group.MAX_STACKS_IN_REPORT + 1; i++) {
            group.enrol("request");
        }
        DrainReport report = group.stop(Duration.ZERO);
        assertThat(report.stragglers())
                .filteredOn(straggler -> straggler.place() == DrainReport.Place.NOT_TAKEN)
                .hasSize(1);
    }

    @Test
    void snapshotsOfOneTaskAreEqual() {
        Membership membership = group.enrol("request");
        group.enrol("request");
        ActiveTask task = group.activeTasks().get(0);
        ActiveTask again = group.activeTasks().get(0);
        assertThat(again).isEqualTo(task).hasSameHashCodeAs(task);
        assertThat(again.startedAt()).isEqualTo(task.startedAt());
        assertThat(group.activeTasks().get(1)).isNotEqualTo(task);
        membership.close();
    }
}

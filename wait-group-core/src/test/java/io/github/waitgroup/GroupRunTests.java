package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks in threads that the group has not started. */
class GroupRunTests {

    private final Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
    private final Group group = new Group("orders", (in, task, failure) -> reported.add(failure));

    @AfterEach
    void threadOfTheTestIsNotInterrupted() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void taskRunsInTheThreadOfTheCallerAndIsListed() {
        Thread caller = Thread.currentThread();
        AtomicBoolean ran = new AtomicBoolean();
        group.run("mail-42", () -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 0, 0));
            assertThat(group.activeTasks()).singleElement().satisfies(task -> {
                assertThat(task.name()).isEqualTo("mail-42");
                assertThat(task.threadName()).isEqualTo(caller.getName());
                assertThat(task.isInterrupted()).isFalse();
                assertThat(task.stack())
                        .extracting(StackTraceElement::getMethodName)
                        .contains("taskRunsInTheThreadOfTheCallerAndIsListed");
            });
            ran.set(true);
        });
        assertThat(ran).isTrue();
        assertThat(group.activeTasks()).isEmpty();
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
    }

    @Test
    void failureIsCountedAndThrownAndNotReported() {
        Error failure = new AssertionError("no such mailbox");
        assertThatThrownBy(() -> group.run("mail-42", () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
        assertThat(group.activeTasks()).isEmpty();
        assertThat(reported).isEmpty();
    }

    @Test
    void stoppedGroupRefusesAndDoesNotRunTheTask() {
        group.close();
        AtomicBoolean ran = new AtomicBoolean();
        assertThatThrownBy(() -> group.run("mail-42", () -> ran.set(true)))
                .isInstanceOf(WaitGroupClosedException.class)
                .hasMessageContainingAll("group 'orders' is stopped", "task 'mail-42' is refused");
        assertThat(ran).isFalse();
        assertThat(group.counts()).isEqualTo(new TaskCounts(0, 0, 0, 1));

        group.restart();
        group.run("mail-42", () -> ran.set(true));
        assertThat(ran).isTrue();
    }

    @Test
    void stopWaitsForTheTaskWhichMayStartMoreMeanwhile() throws Exception {
        Gate begun = new Gate();
        Queue<String> events = new ConcurrentLinkedQueue<>();
        TestThread<?> thread = TestThread.start(() -> group.run("first", () -> {
            begun.open();
            awaitStop();
            group.run("second", () -> events.add("second"));
            group.run("third", () -> group.start("fourth", () -> events.add("fourth")));
            group.start("fifth", () -> events.add("fifth"));
            events.add("first");
        }));
        begun.pass();
        DrainReport report = group.stop(FOREVER);
        thread.result();
        assertThat(report.isDrained()).isTrue();
        assertThat(events).containsExactlyInAnyOrder("first", "second", "fourth", "fifth");
        assertThat(group.counts()).isEqualTo(new TaskCounts(5, 5, 0, 0));
    }

    @Test
    void outsiderIsRefusedWhileTheGroupStops() throws Exception {
        Gate end = new Gate();
        group.start("slow", end::pass);
        TestThread<DrainReport> stop = TestThread.start(() -> group.stop(FOREVER));
        awaitStop();
        assertThatThrownBy(() -> group.run("late", () -> {})).isInstanceOf(WaitGroupClosedException.class);
        end.open();
        assertThat(stop.result().isDrained()).isTrue();
    }

    @Test
    void taskThatTheGroupHasStartedStaysOneWhenItsGuestHasGone() throws Exception {
        Gate begun = new Gate();
        AtomicBoolean followed = new AtomicBoolean();
        group.start("outer", () -> {
            group.run("inner", () -> {});
            begun.open();
            awaitStop();
            group.start("makes the group look for its members by thread", () -> {});
            group.run("inner", () -> group.run("innermost", () -> {}));
            assertThatThrownBy(group::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("task 'outer'");
            group.start("after", () -> followed.set(true));
        });
        begun.pass();
        assertThat(group.stop(FOREVER).isDrained()).isTrue();
        assertThat(reported).isEmpty();
        assertThat(followed).isTrue();
    }

    @Test
    void waitingForItsOwnGroupIsAnErrorAsLongAsItRuns() throws Exception {
        group.run("outer", () -> {
            group.run("inner", () -> {});
            for (Body wait : List.<Body>of(group::await, group::close, () -> group.stop(FOREVER))) {
                assertThatThrownBy(wait::run)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("task 'outer' of group 'orders'");
            }
        });
        group.await();
    }

    @Test
    void taskMayBelongToTwoGroups() {
        Group other = new Group("other");
        group.run(
                "task",
                () -> other.run("task", () -> {
                    assertThatThrownBy(other::close).isInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(group::close).isInstanceOf(IllegalStateException.class);
                }));
        other.close();
        assertThat(other.counts().completed()).isOne();
    }

    @Test
    void interruptThatTheTaskIgnoresIsLeftToTheOwnerOfTheThread() throws Exception {
        Gate begun = new Gate();
        TestThread<Boolean> thread = TestThread.start(() -> {
            group.run("busy", () -> {
                begun.open();
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            });
            return Thread.interrupted();
        });
        begun.pass();
        DrainReport report = group.stop(Duration.ZERO);
        assertThat(thread.result()).as("flag after the task").isTrue();
        assertThat(report.stragglers())
                .allSatisfy(straggler -> assertThat(straggler.interrupted()).isTrue());
    }

    @Test
    void interruptByTheOwnerThatFollowsTheOneOfTheStopIsNotTakenAway() {
        group.run("busy", () -> {
            group.beginStop(FOREVER);
            group.interruptTasks();
            assertThat(Thread.interrupted()).as("by the stop").isTrue();
            Thread.currentThread().interrupt();
        });
        assertThat(Thread.interrupted()).as("by the owner").isTrue();
    }

    @Test
    void outerTaskGetsTheInterruptThatTheInnerOneHasTaken() {
        Group inner = new Group("inner");
        group.run("outer", () -> {
            inner.run("inner", () -> {
                group.beginStop(FOREVER);
                group.interruptTasks();
                assertThat(Thread.interrupted()).isTrue();
            });
            assertThat(Thread.interrupted()).as("again").isTrue();
        });
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void interruptFromBeforeTheTaskOutlastsIt() throws Exception {
        TestThread<Boolean> thread = TestThread.start(() -> {
            Gate begun = new Gate();
            Thread.currentThread().interrupt();
            TestThread<?> stop = TestThread.start(() -> {
                begun.pass();
                group.stop(Duration.ZERO);
            });
            group.run("busy", () -> {
                begun.open();
                awaitStopped();
            });
            boolean interrupted = Thread.interrupted();
            stop.result();
            return interrupted;
        });
        assertThat(thread.result()).as("flag after the task").isTrue();
    }

    @Test
    void taskThatBeginsWhenTheOthersHaveBeenInterruptedIsInterruptedToo() {
        Gate never = new Gate();
        group.start(() -> {
            assertThatThrownBy(never::passInterruptibly).isInstanceOf(InterruptedException.class);
            group.run(
                    "late",
                    () -> assertThatThrownBy(never::passInterruptibly).isInstanceOf(InterruptedException.class));
        });
        assertThat(group.stop(Duration.ofSeconds(5)).isDrained()).isTrue(); // a tenth of it is left to end
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
    }

    @Test
    void interruptThatComesLateMeetsNobody() {
        Epoch run = Epoch.first(group);
        Guest guest = new Guest("mail-42", run, new Members(run));
        guest.go(guest.come());
        guest.interrupt(run);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(guest.wasInterrupted()).isFalse();
    }

    @Test
    void interruptNeverMeetsTheThreadAfterTheTask() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            Group group = new Group("raced");
            Gate begun = new Gate();
            TestThread<?> stop = TestThread.start(() -> {
                begun.pass();
                group.stop(Duration.ZERO);
            });
            group.run("short", begun::open);
            Thread.interrupted(); // one that met the task
            stop.result();
            assertThat(Thread.interrupted()).as("interrupt in round %d", i).isFalse();
        }
    }

    @Test
    void laterStateOfTheThreadIsNotShownAsThatOfTheTask() {
        ActiveTask[] seen = new ActiveTask[1];
        group.run("mail-42", () -> seen[0] = group.activeTasks().get(0));
        Thread.currentThread().interrupt();
        assertThat(seen[0].stack()).isEmpty();
        assertThat(seen[0].isInterrupted()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void callReturnsTheValueOfTheTask() {
        String name = group.call("look-up", () -> group.currentTask().name());
        assertThat(name).isEqualTo("look-up");
        Object nothing = group.call("nothing", () -> null);
        assertThat(nothing).isNull();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
    }

    @Test
    void callerGetsTheCheckedExceptionOfTheTaskAsItIs() {
        IOException failure = new IOException("on purpose");
        try {
            group.run("mail", () -> fail(failure));
        } catch (IOException e) { // the compiler knows what the body throws
            assertThat(e).isSameAs(failure);
        }
        assertThatThrownBy(() -> group.call("mail", () -> fail(failure))).isSameAs(failure);
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 0, 2, 0));
    }

    @Test
    void refusedCallHasNotRun() {
        group.stop(Duration.ZERO);
        List<String> ran = new ArrayList<>();
        assertThatThrownBy(() -> group.call("late", () -> ran.add("late")))
                .isInstanceOf(WaitGroupClosedException.class);
        assertThat(ran).isEmpty();
    }

    @Test
    void partOfAMembershipReturnsAValueAndThrows() {
        IOException failure = new IOException("on purpose");
        try (Membership membership = group.enrol("request")) {
            String name = membership.call(() -> group.currentTask().name());
            assertThat(name).isEqualTo("request");
            assertThatThrownBy(() -> membership.run(() -> fail(failure))).isSameAs(failure);
            assertThatThrownBy(() -> membership.call(() -> fail(failure))).isSameAs(failure);
            assertThat(group.currentTask()).isNull();
        }
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
    }

    @Test
    void enrolmentThatIsRefusedIsNullInsteadOfAnException() {
        Membership accepted = group.tryEnrol("request");
        assertThat(accepted).isNotNull();
        group.beginStop();
        assertThat(group.tryEnrol("outsider")).isNull();
        accepted.run(() -> {
            Membership followUp = group.tryEnrol("follow-up");
            assertThat(followUp).isNotNull();
            followUp.close();
        });
        accepted.close();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 2, 0, 1));
    }

    private static String fail(IOException failure) throws IOException {
        throw failure;
    }

    private void awaitStop() {
        Body.task(group.stopChannel()::await).run();
    }

    /** Without blocking: the thread is interrupted. */
    private void awaitStopped() {
        while (group.state() != Group.State.STOPPED) {
            Thread.onSpinWait();
        }
    }
}

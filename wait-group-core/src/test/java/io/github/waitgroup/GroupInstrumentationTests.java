package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Begins and ends of tasks, as metrics and tracing see them, and the oldest task. */
class GroupInstrumentationTests {

    private final Group group = new Group("orders", (in, task, failure) -> {});
    private final Recorder recorder = new Recorder();

    @Test
    void instrumentationReplacesTheBody() throws Exception {
        Queue<String> ran = new ConcurrentLinkedQueue<>();
        Thread starter = Thread.currentThread();
        group.instrument(new TaskInstrumentation() {
            @Override
            public ThrowingRunnable<?> onStart(String taskName, ThrowingRunnable<?> task) {
                assertThat(Thread.currentThread()).isSameAs(starter);
                assertThat(group.counts().accepted()).as("not accepted yet").isEqualTo(ran.size());
                return () -> {
                    ran.add("around " + taskName);
                    task.run();
                };
            }
        });

        group.start("started", () -> {});
        group.await();
        group.run("run", () -> {});

        assertThat(ran).containsExactly("around started", "around run");
    }

    @Test
    void throwableOfTheInstrumentationReachesTheCallerAndTheTaskIsNotAccepted() {
        Error failure = new AssertionError("no tracer");
        group.instrument(new TaskInstrumentation() {
            @Override
            public ThrowingRunnable<?> onStart(String taskName, ThrowingRunnable<?> task) {
                throw failure;
            }
        });

        assertThatThrownBy(() -> group.start("started", () -> {})).isSameAs(failure);
        assertThatThrownBy(() -> group.run("run", () -> {})).isSameAs(failure);
        assertThat(group.counts()).isEqualTo(new TaskCounts(0, 0, 0, 0));
    }

    @Test
    void everyEndIsSeenOnceWithItsTaskAndOutcome() throws Exception {
        group.instrument(recorder);

        group.start("completes", () -> {});
        group.start("fails", () -> {
            throw new AssertionError();
        });
        group.run("runs", () -> {});
        Membership membership = group.enrol("joins");
        membership.close();
        membership.close();
        group.enrol("fails later").fail();
        group.await();

        assertThat(recorder.ends)
                .extracting(end -> end.task.name(), End::outcome)
                .containsExactlyInAnyOrder(
                        tuple("completes", TaskEnd.Outcome.COMPLETED),
                        tuple("fails", TaskEnd.Outcome.FAILED),
                        tuple("runs", TaskEnd.Outcome.COMPLETED),
                        tuple("joins", TaskEnd.Outcome.COMPLETED),
                        tuple("fails later", TaskEnd.Outcome.FAILED));
        assertThat(recorder.ends).allSatisfy(end -> {
            assertThat(end.duration).isGreaterThanOrEqualTo(Duration.ZERO).isLessThan(FOREVER);
            assertThat(end.reaction).as("nobody was signalled").isNull();
            assertThat(end.active).as("it is active still").isPositive();
        });
    }

    @Test
    void fastestTaskHasAReaction() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            Group polled = new Group("polled");
            Recorder fastest = new Recorder();
            polled.instrument(fastest);
            StopChannel stop = polled.stopChannel();
            polled.start(() -> {
                while (!stop.isClosed()) {
                    Thread.onSpinWait();
                }
            });
            assertThat(polled.stop(FOREVER).isDrained()).isTrue();
            assertThat(fastest.ends)
                    .singleElement()
                    .satisfies(end -> assertThat(end.reaction).isNotNull().isLessThanOrEqualTo(end.duration));
        }
    }

    @Test
    void reactionIsTheTimeSinceTheSignalAndNotLongerThanTheTask() throws Exception {
        group.instrument(recorder);
        Gate old = new Gate();
        group.start("old", old::pass);
        ActiveTask oldTask = group.oldestTask();
        assertThat(oldTask).isNotNull();

        long before = System.nanoTime();
        group.signalStop(FOREVER);
        group.run("comes later", () -> {});
        old.open();
        group.await();
        Duration sinceBefore = Duration.ofNanos(System.nanoTime() - before);

        List<End> ends = new ArrayList<>(recorder.ends);
        assertThat(ends.get(0).reaction).as("it was signalled when it came").isEqualTo(ends.get(0).duration);
        End signalled = ends.get(1);
        assertThat(signalled.reaction).isNotNull().isLessThan(signalled.duration);
        assertThat(signalled.duration.minus(signalled.reaction))
                .as("it had been there before")
                .isPositive();
        assertThat(signalled.reaction).isLessThanOrEqualTo(sinceBefore);
    }

    @Test
    void taskOfAnEpochThatIsOverWasSignalledInThatEpoch() throws Exception {
        group.instrument(recorder);
        Gate gate = new Gate();
        group.start("outlives the stop", gate::pass);
        group.stop(Duration.ZERO);
        group.restart();
        group.run("belongs to the next epoch", () -> {});
        gate.open();
        group.await();

        assertThat(recorder.ends).extracting(end -> end.reaction == null).containsExactly(true, false);
    }

    @Test
    void instrumentationThatFailsCountsNothingWrong() throws Exception {
        Error failure = new AssertionError("registry is full");
        group.instrument(new TaskInstrumentation() {
            @Override
            public void onEnd(TaskEnd end) {
                throw failure;
            }
        });

        try (UncaughtFailures uncaught = new UncaughtFailures()) {
            group.start("completes", () -> {});
            group.await();
            assertThat(uncaught.next()).isSameAs(failure);
        }
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
    }

    @Test
    void taskThatCannotBeStartedDoesNotEnd() {
        Group starved = new Group("starved", FailureHandler.uncaught(), (name, task) -> new Thread(task) {
            @Override
            public synchronized void start() {
                throw new OutOfMemoryError("no thread");
            }
        });
        starved.instrument(recorder);

        assertThatThrownBy(() -> starved.start("first", () -> {})).isInstanceOf(OutOfMemoryError.class);
        assertThat(recorder.ends).isEmpty();
        assertThat(starved.oldestTask()).isNull();
    }

    @Test
    void instrumentationThatReturnsNoTaskIsAnErrorOfTheCallAndNothingIsAccepted() {
        Group group = new Group("uninstrumented");
        group.instrument(new TaskInstrumentation() {
            @Override
            @SuppressWarnings("NullAway") // the mistake
            public ThrowingRunnable<?> onStart(String name, ThrowingRunnable<?> task) {
                return null;
            }
        });
        assertThatNullPointerException()
                .isThrownBy(() -> group.start("mail", () -> {}))
                .withMessageContaining("onStart");
        assertThat(group.counts()).isEqualTo(new TaskCounts(0, 0, 0, 0));
    }

    @Test
    void oldestTaskIsTheOldestOfThoseThatAreLeft() {
        assertThat(group.oldestTask()).isNull();
        List<Membership> memberships = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            memberships.add(group.enrol("task-" + i));
        }

        assertThat(oldest()).isEqualTo("task-0");
        memberships.get(500).close();
        assertThat(oldest()).isEqualTo("task-0");
        for (int i = 0; i < 500; i++) {
            memberships.get(i).close();
        }
        assertThat(oldest()).isEqualTo("task-501");
        for (int i = 999; i > 501; i--) {
            memberships.get(i).close();
        }
        assertThat(oldest()).isEqualTo("task-501");
        memberships.get(501).close();
        assertThat(group.oldestTask()).isNull();
        group.enrol("another");
        assertThat(oldest()).isEqualTo("another");
    }

    private @Nullable String oldest() {
        ActiveTask oldest = group.oldestTask();
        return oldest == null ? null : oldest.name();
    }

    private record End(
            ActiveTask task,
            TaskEnd.Outcome outcome,
            Duration duration,
            @Nullable Duration reaction,
            long active) {}

    private final class Recorder implements TaskInstrumentation {

        final Queue<End> ends = new ConcurrentLinkedQueue<>();

        @Override
        public void onEnd(TaskEnd end) {
            ends.add(new End(
                    end.task(),
                    end.outcome(),
                    end.duration(),
                    end.reaction(),
                    group.counts().active()));
        }
    }
}

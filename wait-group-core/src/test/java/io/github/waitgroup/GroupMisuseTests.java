package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupMisuseTests {

    private final Group group = new Group("orders");

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void blankNameIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Group(name)).withMessageContaining("name of a group");
        assertThatIllegalArgumentException().isThrownBy(() -> new Group(name, FailureHandler.uncaught()));
    }

    static Stream<ThrowingCallable> callsWithNull() {
        Group group = new Group("orders");
        CloseableStopChannel channel = new CloseableStopChannel();
        CancellableContext context = Context.background().withCancel();
        return Stream.of(
                () -> new Group(null),
                () -> new Group(null, FailureHandler.uncaught()),
                () -> new Group("orders", null),
                () -> group.start(null),
                () -> group.start(null, () -> {}),
                () -> group.start("task", null),
                () -> group.startWithChannel(null, stop -> {}),
                () -> group.startWithChannel(channel, null),
                () -> group.startWithChannel(null, channel, stop -> {}),
                () -> group.startWithChannel("task", null, stop -> {}),
                () -> group.startWithChannel("task", channel, null),
                () -> group.startWithContext(null, done -> {}),
                () -> group.startWithContext(context, null),
                () -> group.startWithContext(null, context, done -> {}),
                () -> group.startWithContext("task", null, done -> {}),
                () -> group.startWithContext("task", context, null),
                () -> group.await(null),
                () -> group.stop(null));
    }

    @ParameterizedTest
    @MethodSource("callsWithNull")
    void nullIsRefused(ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call);
    }

    @Test
    void callsWithNullChangeNothing() {
        callsWithNull().forEach(call -> assertThatNullPointerException().isThrownBy(call));
        assertThatNullPointerException().isThrownBy(() -> group.start(null));
        assertThatNullPointerException().isThrownBy(() -> group.startWithChannel(group.stopChannel(), null));
        assertThatNullPointerException().isThrownBy(() -> group.stop(null));
        assertThat(group.state()).isEqualTo(Group.State.RUNNING);
        assertThat(group.stopChannel().isClosed()).isFalse();
        assertThat(group.counts()).isEqualTo(new TaskCounts(0, 0, 0, 0));
    }

    interface Wait {

        void on(Group group) throws Exception;
    }

    static Stream<Arguments> waits() {
        return Stream.of(
                arguments("await", (Wait) Group::await),
                arguments("await", (Wait)
                        group -> assertThat(group.await(Duration.ZERO)).isTrue()),
                arguments("stop", (Wait) group ->
                        assertThat(group.stop(Duration.ZERO).isDrained()).isTrue()),
                arguments("close", (Wait) Group::close));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void taskThatWaitsForItsOwnGroupIsRefusedAtOnce(String operation, Wait wait) throws Exception {
        FutureTask<Void> task = waiting(wait, group);
        group.start("mail-42", task::run);
        assertThatIllegalStateException()
                .isThrownBy(() -> TestThread.outcomeOf(task))
                .withMessageContaining("task 'mail-42' of group 'orders' called " + operation + " of its own group");
        assertThat(group.state()).isEqualTo(Group.State.RUNNING);
        assertThat(group.stopChannel().isClosed()).isFalse();
        assertThat(group.await(FOREVER)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("waits")
    void taskMayWaitForAnotherGroup(String operation, Wait wait) throws Exception {
        FutureTask<Void> task = waiting(wait, new Group("other"));
        group.start(task::run);
        TestThread.outcomeOf(task);
    }

    private static FutureTask<Void> waiting(Wait wait, Group group) {
        return new FutureTask<>(() -> {
            wait.on(group);
            return null;
        });
    }

    @Test
    void failureHandlerThatWaitsForItsOwnGroupIsRefusedAtOnce() throws Exception {
        AtomicReference<Group> self = new AtomicReference<>();
        try (UncaughtFailures uncaught = new UncaughtFailures()) {
            Group group = new Group("orders", (in, task, failure) -> self.get().close());
            self.set(group);
            group.start("mail-42", () -> {
                throw new Exception("on purpose");
            });
            assertThat(group.await(FOREVER)).isTrue();
            assertThat(uncaught.next())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("task 'mail-42' of group 'orders' called close");
        }
    }

    @Test
    void refusalNamesGroupAndTaskAndSaysSinceWhen() {
        group.close();
        assertThatExceptionOfType(WaitGroupClosedException.class)
                .isThrownBy(() -> group.start("mail-42", () -> {}))
                .withMessageContaining("group 'orders' is stopped since ")
                .withMessageContaining("task 'mail-42' is refused; start it before the stop")
                .withMessageNotContaining("null");
        assertThat(group.counts()).isEqualTo(new TaskCounts(0, 0, 0, 1));
    }

    @Test
    void everyWayToStartIsRefusedOnceStopped() {
        group.close();
        CancellableContext context = Context.background().withCancel();
        StopChannel channel = group.stopChannel();
        Stream.<ThrowingCallable>of(
                        () -> group.start(() -> {}),
                        () -> group.start("task", () -> {}),
                        () -> group.startWithChannel(channel, stop -> {}),
                        () -> group.startWithChannel("task", channel, stop -> {}),
                        () -> group.startWithContext(context, done -> {}),
                        () -> group.startWithContext("task", context, done -> {}))
                .forEach(start -> assertThatExceptionOfType(WaitGroupClosedException.class)
                        .isThrownBy(start));
        assertThat(group.counts()).isEqualTo(new TaskCounts(0, 0, 0, 6));
    }

    @Test
    void aThreadThatATaskGivesItsOwnHandlerIsNotThatTask() throws Exception {
        FutureTask<Boolean> wait = new FutureTask<>(() -> group.await(Duration.ZERO));
        AtomicReference<Object> seen = new AtomicReference<>("nothing");
        group.start("task", () -> {
            Thread child = new Thread(() -> {
                seen.set(group.currentTask());
                wait.run();
            });
            child.setUncaughtExceptionHandler(Thread.currentThread().getUncaughtExceptionHandler());
            child.start();
            child.join();
        });
        group.await();
        assertThat(seen).hasNullValue();
        assertThat(TestThread.outcomeOf(wait))
                .as("a wait of another thread, as any")
                .isFalse();
    }
}

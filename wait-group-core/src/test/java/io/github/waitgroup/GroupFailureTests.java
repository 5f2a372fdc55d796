package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupFailureTests {

    private static final FailureHandler IGNORE = (in, task, failure) -> {};

    // Tasks that throw.

    static Stream<Throwable> anyThrowable() {
        return Stream.of(
                new IllegalStateException("unchecked"),
                new Exception("checked"),
                new InterruptedException(),
                new AssertionError("error"),
                new StackOverflowError(),
                new OutOfMemoryError(),
                new LinkageError(),
                new Throwable());
    }

    @ParameterizedTest
    @MethodSource("anyThrowable")
    void taskThatThrowsIsCountedAsFailedAndHandled(Throwable thrown) throws Exception {
        AtomicReference<Throwable> handled = new AtomicReference<>();
        AtomicReference<String> failed = new AtomicReference<>();
        Group group = new Group("orders", (in, task, failure) -> {
            failed.set(task.group() + "/" + task.name() + " in "
                    + Thread.currentThread().getName());
            handled.set(failure);
        });
        group.start("mail-42", throwing(thrown));
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(handled).hasValue(thrown);
        assertThat(failed).as("handled in its own thread").hasValue("orders/mail-42 in orders/mail-42");
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
        assertThat(group.activeTasks()).isEmpty();
    }

    @Test
    void taskThatThrowsDoesNotAffectTheOthers() throws Exception {
        Group group = new Group("orders", IGNORE);
        Gate end = new Gate();
        AtomicBoolean interrupted = new AtomicBoolean();
        group.start("other", () -> {
            end.pass();
            interrupted.set(Thread.interrupted());
        });
        group.start("failing", throwing(new AssertionError("on purpose")));
        group.start("later", () -> {});
        assertThat(group.stopChannel().isClosed()).isFalse();
        end.open();
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(3, 2, 1, 0));
        assertThat(interrupted).isFalse();
    }

    @Test
    void failureGoesToTheUncaughtExceptionHandlerByDefault() throws Exception {
        Exception failure = new Exception("on purpose");
        try (UncaughtFailures uncaught = new UncaughtFailures()) {
            Group group = new Group("orders");
            group.start(throwing(failure));
            group.await();
            assertThat(uncaught.next()).isSameAs(failure);
            assertThat(uncaught.isEmpty()).as("notified once").isTrue();
        }
    }

    @Test
    void uncaughtExceptionHandlerThatThrowsChangesNothing() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            throw new AssertionError("thrown on purpose", failure);
        });
        try {
            Group group = new Group("orders");
            group.start(throwing(new Exception("on purpose")));
            assertThat(group.await(FOREVER)).isTrue();
            assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    // Failure handlers.

    @Test
    void taskIsActiveUntilItsFailureIsHandled() throws Exception {
        Gate handling = new Gate();
        Gate end = new Gate();
        Group group = new Group("orders", (in, task, failure) -> {
            handling.open();
            end.pass();
        });
        group.start("failing", throwing(new Exception("on purpose")));
        handling.pass();
        assertThat(group.await(Duration.ZERO)).isFalse();
        assertThat(group.activeTasks()).extracting(ActiveTask::name).containsExactly("failing");
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 0, 0));
        end.open();
        group.await();
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
    }

    @Test
    void handlerThatThrowsIsReportedWithTheFailureAndChangesNothing() throws Exception {
        Exception failure = new Exception("on purpose");
        Error handlerFailure = new AssertionError("thrown by the handler");
        try (UncaughtFailures uncaught = new UncaughtFailures()) {
            Group group = new Group("orders", (in, task, thrown) -> {
                throw handlerFailure;
            });
            group.start(throwing(failure));
            assertThat(group.await(FOREVER)).isTrue();
            assertThat(uncaught.next()).isSameAs(handlerFailure).hasSuppressedException(failure);
            assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
        }
    }

    @Test
    void handlerMayThrowTheFailureItself() throws Exception {
        AssertionError failure = new AssertionError("on purpose");
        try (UncaughtFailures uncaught = new UncaughtFailures()) {
            Group group = new Group("orders", (in, task, thrown) -> {
                throw (AssertionError) thrown;
            });
            group.start(throwing(failure));
            assertThat(group.await(FOREVER)).isTrue();
            assertThat(uncaught.next()).isSameAs(failure).hasNoSuppressedExceptions();
        }
    }

    @Test
    void handlerMayStartFollowUpWorkEvenWhileStopping() throws Exception {
        AtomicReference<Group> self = new AtomicReference<>();
        Group group = new Group("orders", (in, task, failure) -> self.get().start("compensation", () -> {}));
        self.set(group);
        group.start("failing", () -> {
            group.stopChannel().await();
            throw new Exception("on purpose");
        });
        assertThat(group.stop(FOREVER).isDrained()).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 1, 1, 0));
    }

    @Test
    void handlerMayStopTheGroupSoThatTheFirstFailureEndsTheOthers() throws Exception {
        Group group = new Group("import", (in, task, failure) -> in.beginStop());
        group.startWithContext(
                "other", group.context(), context -> context.done().await());
        group.start("failing", () -> {
            throw new IOException("on purpose");
        });
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 1, 1, 0));
        assertThat(group.tryStart("late", () -> {})).isFalse();
    }

    @Test
    void handlerGetsTheGroupOfTheTask() throws Exception {
        AtomicReference<Group> handled = new AtomicReference<>();
        Group group = new Group("orders", (in, task, failure) -> handled.set(in));
        group.startWithChannel(group.stopChannel(), stop -> {
            throw new IOException("on purpose");
        });
        group.await();
        assertThat(handled).hasValue(group);
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
    }

    // Threads that cannot be started.

    @ParameterizedTest
    @MethodSource("anyThrowable")
    void factoryThatThrowsLeavesTheGroupAsItWas(Throwable thrown) throws Exception {
        Group group = new Group("orders", IGNORE, (name, task) -> {
            Body.task(throwing(thrown)).run();
            return null;
        });
        assertThatThrownBy(() -> group.start(() -> {})).isSameAs(thrown);
        assertIsAsNew(group);
    }

    @Test
    void factoryThatReturnsNullLeavesTheGroupAsItWas() throws Exception {
        Group group = new Group("orders", IGNORE, (name, task) -> null);
        assertThatNullPointerException()
                .isThrownBy(() -> group.start(() -> {}))
                .withMessageContaining("thread factory");
        assertIsAsNew(group);
    }

    @Test
    void threadThatDoesNotStartLeavesTheGroupAsItWas() throws Exception {
        Error noThread = new OutOfMemoryError("unable to create native thread");
        Group group = new Group("orders", IGNORE, onStart(Body.task(throwing(noThread))));
        assertThatThrownBy(() -> group.start(() -> {})).isSameAs(noThread);
        assertIsAsNew(group);
    }

    private static void assertIsAsNew(Group group) throws InterruptedException {
        assertThat(group.counts()).isEqualTo(new TaskCounts(0, 0, 0, 0));
        assertThat(group.activeTasks()).isEmpty();
        assertThat(group.await(Duration.ZERO)).isTrue();
        assertThat(group.stop(Duration.ZERO).isDrained()).isTrue();
    }

    @Test
    void threadThatDoesNotStartReleasesWaiters() throws Exception {
        Gate starting = new Gate();
        Gate fail = new Gate();
        Error noThread = new OutOfMemoryError("unable to create native thread");
        Group group = new Group("orders", IGNORE, onStart(() -> {
            starting.open();
            fail.pass();
            throw noThread;
        }));
        TestThread<?> starter = TestThread.start(() -> group.start(() -> {}));
        starting.pass();
        TestThread<Boolean> waiter = TestThread.start(() -> group.await(FOREVER));
        waiter.awaitBlocked();
        fail.open();
        assertThat(waiter.result()).isTrue();
        assertThatThrownBy(starter::result).isSameAs(noThread);
        assertIsAsNew(group);
    }

    @Test
    void taskIsActiveBeforeItsThreadHasStarted() throws Exception {
        Gate starting = new Gate();
        Gate proceed = new Gate();
        CompletableFuture<String> ran = new CompletableFuture<>();
        Group group = new Group("orders", IGNORE, onStart(() -> {
            starting.open();
            proceed.pass();
        }));
        TestThread<?> starter = TestThread.start(() -> group.start("slow", () -> ran.complete("ran")));
        starting.pass();
        assertThat(group.activeTasks()).extracting(ActiveTask::name).containsExactly("slow");
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 0, 0));
        DrainReport report = group.stop(Duration.ZERO);
        assertThat(report.stragglers()).extracting(DrainReport.Straggler::task).containsExactly("slow");
        proceed.open();
        starter.result();
        assertThat(TestThread.outcomeOf(ran)).as("what was accepted runs").isEqualTo("ran");
        assertThat(group.await(FOREVER)).isTrue();
    }

    @Test
    void memberWhoseFollowUpCannotStartGetsTheFailureAndGoesOn() throws Exception {
        AtomicBoolean exhausted = new AtomicBoolean();
        Error noThread = new OutOfMemoryError("unable to create native thread");
        Group group = new Group("orders", IGNORE, (name, task) -> {
            if (exhausted.getAndSet(true)) {
                throw noThread;
            }
            return TaskThreads.unstarted(name, task);
        });
        CompletableFuture<Throwable> caught = new CompletableFuture<>();
        group.start(() -> {
            try {
                group.start(() -> {});
            } catch (OutOfMemoryError e) {
                caught.complete(e);
            }
        });
        assertThat(TestThread.outcomeOf(caught)).isSameAs(noThread);
        group.await();
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
    }

    /** A factory of threads that do something, and may fail to, before they start. */
    private static TaskThreads.Factory onStart(Runnable action) {
        return (name, task) -> new Thread(task, name) {
            @Override
            public synchronized void start() {
                action.run();
                super.start();
            }
        };
    }

    private static Body throwing(Throwable thrown) {
        return () -> {
            throw thrown;
        };
    }
}

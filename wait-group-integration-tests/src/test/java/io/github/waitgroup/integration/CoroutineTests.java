package io.github.waitgroup.integration;

import static kotlinx.coroutines.BuildersKt.launch;
import static kotlinx.coroutines.CoroutineStart.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import io.github.waitgroup.WaitGroupClosedException;
import io.github.waitgroup.spring.kotlin.GroupCoroutines;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import kotlin.Unit;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CompletableDeferred;
import kotlinx.coroutines.CompletableDeferredKt;
import kotlinx.coroutines.CoroutineExceptionHandlerKt;
import kotlinx.coroutines.CoroutineName;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineScopeKt;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.Job;
import org.junit.jupiter.api.Test;

/** Coroutines as Kotlin's compiler calls the library: a block gets a continuation, and returns whether it suspends. */
class CoroutineTests {

    private final Group group = new Group("orders");
    private final CoroutineScope scope = GroupCoroutines.scope(group);
    private final CompletableDeferred<Unit> released = CompletableDeferredKt.CompletableDeferred(null);

    private static CoroutineContext named(String name) {
        return new CoroutineName(name);
    }

    private static void awaitLatch(CountDownLatch latch) {
        await().atMost(Applications.FOREVER).until(() -> latch.getCount() == 0);
    }

    private List<String> names() {
        return group.activeTasks().stream().map(ActiveTask::name).toList();
    }

    private void assertEnded(long completed, long failed) {
        await().untilAsserted(() -> {
            assertThat(group.counts().completed()).isEqualTo(completed);
            assertThat(group.counts().failed()).isEqualTo(failed);
            assertThat(group.counts().active()).isZero();
        });
    }

    @Test
    void coroutineIsATaskWhenItIsLaunchedAndWhileItIsSuspended() {
        launch(scope, named("mail-42"), DEFAULT, (self, end) -> released.await(end));
        assertThat(names()).containsExactly("mail-42");
        await().untilAsserted(() -> assertThat(group.activeTasks())
                .singleElement()
                .satisfies(task -> assertThat(task.stack()).isEmpty()));
        group.beginStop();
        released.complete(Unit.INSTANCE);
        assertEnded(1, 0);
    }

    @Test
    void coroutineHasAStackWhileItRuns() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        launch(scope, named("mail"), DEFAULT, (self, continuation) -> {
            running.countDown();
            awaitLatch(end);
            return Unit.INSTANCE;
        });
        awaitLatch(running);
        assertThat(group.activeTasks())
                .singleElement()
                .satisfies(task -> assertThat(task.stack())
                        .anyMatch(frame ->
                                frame.getClassName().startsWith(getClass().getName())));
        end.countDown();
        assertEnded(1, 0);
    }

    @Test
    void coroutineWithoutANameGetsOne() {
        launch(scope, EmptyCoroutineContext.INSTANCE, DEFAULT, (self, end) -> released.await(end));
        launch(scope, EmptyCoroutineContext.INSTANCE, DEFAULT, (self, end) -> released.await(end));
        assertThat(names()).containsExactlyInAnyOrder("coroutine-1", "coroutine-2");
        released.complete(Unit.INSTANCE);
        assertEnded(2, 0);
    }

    @Test
    void coroutineThatThrowsHasFailedAndAffectsNoOther() {
        launch(scope, named("other"), DEFAULT, (self, end) -> released.await(end));
        CompletableFuture<Throwable> handled = new CompletableFuture<>();
        launch(
                scope,
                CoroutineExceptionHandlerKt.CoroutineExceptionHandler((context, failure) -> {
                    handled.complete(failure);
                    return Unit.INSTANCE;
                }),
                DEFAULT,
                (self, end) -> {
                    throw new IllegalStateException("no such mail");
                });
        assertThat(handled)
                .succeedsWithin(Applications.FOREVER)
                .satisfies(failure -> assertThat(failure).hasMessage("no such mail"));
        await().untilAsserted(() -> assertThat(names()).containsExactly("other"));
        released.complete(Unit.INSTANCE);
        assertEnded(1, 1);
    }

    @Test
    void coroutineThatIsCancelledHasFailed() {
        Job job = launch(scope, named("mail"), DEFAULT, (self, end) -> released.await(end));
        job.cancel(null);
        assertEnded(0, 1);
    }

    @Test
    void coroutinesWithinACoroutineBelongToItsTask() {
        CountDownLatch nested = new CountDownLatch(1);
        launch(scope, named("mail"), DEFAULT, (self, end) -> {
            launch(self, named("nested"), DEFAULT, (inner, innerEnd) -> {
                assertThat(group.currentTask()).isNotNull();
                nested.countDown();
                return released.await(innerEnd);
            });
            return Unit.INSTANCE;
        });
        awaitLatch(nested);
        assertThat(names()).containsExactly("mail");
        group.beginStop();
        released.complete(Unit.INSTANCE);
        assertEnded(1, 0);
    }

    @Test
    void scopeWithinACoroutineBelongsToItsTask() {
        CountDownLatch within = new CountDownLatch(1);
        launch(
                scope,
                named("mail"),
                DEFAULT,
                (self, end) -> CoroutineScopeKt.coroutineScope(
                        (inner, innerEnd) -> {
                            within.countDown();
                            return released.await(innerEnd);
                        },
                        end));
        awaitLatch(within);
        assertThat(names()).containsExactly("mail");
        released.complete(Unit.INSTANCE);
        assertEnded(1, 0);
    }

    @Test
    void coroutineInAnotherDispatcherIsInFlight() {
        CountDownLatch within = new CountDownLatch(1);
        launch(
                scope,
                named("mail"),
                DEFAULT,
                (self, end) -> BuildersKt.withContext(
                        Dispatchers.getIO(),
                        (inner, innerEnd) -> {
                            within.countDown();
                            return released.await(innerEnd);
                        },
                        end));
        awaitLatch(within);
        assertThat(names()).containsExactly("mail");
        released.complete(Unit.INSTANCE);
        assertEnded(1, 0);
    }

    @Test
    void refusedCoroutineIsCancelledAndHasNotRun() {
        group.stop(Duration.ZERO);
        AtomicBoolean ran = new AtomicBoolean();
        Job job = launch(scope, named("mail"), DEFAULT, (self, end) -> {
            ran.set(true);
            return Unit.INSTANCE;
        });
        await().until(job::isCompleted);
        assertThat(job.isCancelled()).isTrue();
        assertThat(job.getCancellationException()).hasCauseInstanceOf(WaitGroupClosedException.class);
        assertThat(ran).isFalse();
        assertThat(group.counts().refused()).isEqualTo(1);
        assertThat(CoroutineScopeKt.isActive(scope)).isTrue();
    }

    @Test
    void coroutineThatATaskLaunchesAndTaskThatACoroutineStartsAreFollowUpWork() throws Exception {
        CompletableFuture<Void> started = new CompletableFuture<>();
        group.run("order", () -> {
            group.beginStop();
            launch(scope, named("mail"), DEFAULT, (self, end) -> {
                group.start("note", () -> started.complete(null));
                return Unit.INSTANCE;
            });
        });
        started.get(Applications.FOREVER.toSeconds(), TimeUnit.SECONDS);
        assertEnded(3, 0);
    }

    @Test
    void suspendedCoroutineIsCancelledShortlyBeforeTheEndOfADrain() {
        Job job = launch(scope, named("mail"), DEFAULT, (self, end) -> released.await(end));
        DrainReport report = group.stop(Duration.ofSeconds(2));
        assertThat(report.stragglers()).isEmpty();
        assertThat(report.elapsed()).isGreaterThan(Duration.ofSeconds(1));
        assertThat(job.getCancellationException()).hasMessageContaining("time of group 'orders'");
        assertEnded(0, 1);
    }

    @Test
    void coroutineThatEndsInTimeIsNotCancelled() {
        Job job = launch(scope, named("mail"), DEFAULT, (self, end) -> {
            group.stopChannel().onClose(() -> released.complete(Unit.INSTANCE));
            return released.await(end);
        });
        assertThat(group.stop(Applications.FOREVER).stragglers()).isEmpty();
        assertThat(job.isCancelled()).isFalse();
        assertEnded(1, 0);
    }

    @Test
    void coroutineOfARestartedGroupOutlivesTheDeadlineOfTheStopBefore() {
        launch(scope, named("before"), DEFAULT, (self, end) -> {
            CompletableDeferred<Unit> signalled = CompletableDeferredKt.CompletableDeferred(null);
            group.stopChannel().onClose(() -> signalled.complete(Unit.INSTANCE));
            return signalled.await(end);
        });
        Duration time = Duration.ofSeconds(2);
        Instant deadline = Instant.now().plus(time);
        assertThat(group.stop(time).stragglers()).isEmpty();
        group.restart();
        Job job = launch(scope, named("after"), DEFAULT, (self, end) -> released.await(end));
        await().pollInterval(Duration.ofMillis(100)).until(() -> deadline.isBefore(Instant.now()) || !job.isActive());
        awaitNoThread("CoroutineTasks");
        assertThat(job.isActive()).isTrue();
        group.stop(Duration.ofSeconds(1));
        await().untilAsserted(() -> assertThat(job.isCancelled()).isTrue());
    }

    @Test
    void nothingWaitsAfterASignalAlone() {
        launch(scope, named("mail"), DEFAULT, (self, end) -> released.await(end));
        group.signalStop();
        awaitNoThread("CoroutineTasks");
        Job other = launch(scope, named("other"), DEFAULT, (self, end) -> released.await(end));
        assertThat(other.isActive()).isTrue();
        awaitNoThread("CoroutineTasks");
        released.complete(Unit.INSTANCE);
        assertEnded(2, 0);
    }

    /** On the JDKs whose threads of tasks are listed. */
    private static void awaitNoThread(String className) {
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().values())
                .noneMatch(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().endsWith(className))));
    }

    @Test
    void coroutineThatAnotherOneLaunchesDuringAStopIsCancelledToo() {
        CompletableDeferred<Unit> signalled = CompletableDeferredKt.CompletableDeferred(null);
        CompletableFuture<Job> second = new CompletableFuture<>();
        Job first = launch(scope, named("first"), DEFAULT, (self, end) -> signalled.await(end));
        group.run("order", () -> {
            group.beginStop();
            signalled.complete(Unit.INSTANCE);
            await().until(first::isCompleted);
            awaitNoThread("CoroutineTasks");
            second.complete(launch(scope, named("second"), DEFAULT, (self, end) -> released.await(end)));
        });
        group.stop(Duration.ofSeconds(1));
        await().untilAsserted(() -> assertThat(second.join().isCancelled()).isTrue());
    }
}

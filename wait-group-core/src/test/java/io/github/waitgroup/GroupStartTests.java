package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GroupStartTests {

    private final Group group = new Group("orders");

    @Test
    void sampleStartsTasksAndLeavingTheBlockStopsAndAwaitsThem() {
        Queue<String> done = new ConcurrentLinkedQueue<>();
        try (Group group = new Group("orders")) {
            group.start("mail-42", () -> done.add("mail"));
            group.startWithChannel("poller", group.stopChannel(), stop -> {
                awaitClose(stop);
                done.add("poller");
            });
        }
        assertThat(done).containsExactlyInAnyOrder("mail", "poller");
    }

    private static void awaitClose(StopChannel channel) throws InterruptedException {
        channel.await();
    }

    @Test
    void taskThatIsRefusedIsFalseInsteadOfAnException() throws Exception {
        assertThat(group.tryStart("mail", () -> {})).isTrue();
        group.await();
        group.stop(Duration.ZERO);
        assertThat(group.tryStart("late", () -> {})).isFalse();
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 1));
    }

    @Test
    void idsTellTasksOfOneNameApart() throws Exception {
        Gate end = new Gate();
        for (int i = 0; i < 1_000; i++) {
            group.start("mail", end::pass);
            group.enrol("mail").run(() -> {});
        }
        List<ActiveTask> tasks = group.activeTasks();
        assertThat(tasks).extracting(ActiveTask::id).doesNotHaveDuplicates().hasSize(2_000);
        ActiveTask again = group.oldestTask();
        assertThat(again)
                .isEqualTo(tasks.get(0))
                .hasSameHashCodeAs(tasks.get(0))
                .isNotEqualTo(tasks.get(1));
        assertThat(again.id()).isEqualTo(tasks.get(0).id());
        assertThat(again.startedAt()).isEqualTo(tasks.get(0).startedAt());
        end.open();
        assertThat(group.stop(Duration.ZERO).stragglers())
                .extracting(DrainReport.Straggler::id)
                .isSubsetOf(tasks.stream().map(ActiveTask::id).toList());
    }

    // Names and threads.

    @Test
    void threadIsNamedAfterGroupAndTask() throws Exception {
        assertThat(group.name()).isEqualTo("orders");
        assertThat(threadOf(group, "mail-42").getName()).isEqualTo("orders/mail-42");
    }

    @Test
    void namesAreGeneratedWhereNoneAreGiven() {
        Group group = new Group();
        assertThat(group.name()).startsWith("group-").isNotEqualTo(new Group().name());
        Gate end = new Gate();
        group.start(end::pass);
        group.startWithChannel(group.stopChannel(), stop -> end.pass());
        group.startWithContext(Context.background(), context -> end.pass());
        assertThat(group.activeTasks())
                .extracting(ActiveTask::name)
                .containsExactlyInAnyOrder("task-1", "task-2", "task-3");
        end.open();
    }

    @Test
    void taskNamesNeedNotBeUnique() throws Exception {
        Gate end = new Gate();
        group.start("twin", end::pass);
        group.start("twin", end::pass);
        assertThat(group.activeTasks()).extracting(ActiveTask::name).containsExactly("twin", "twin");
        end.open();
        assertThat(group.await(FOREVER)).isTrue();
    }

    @Test
    void threadIsVirtualWhereTheJdkHasVirtualThreads() throws Exception {
        Thread thread = threadOf(group, "any");
        assertThat(thread.isDaemon()).as("keeps no JVM alive").isTrue();
        if (Runtime.version().feature() >= 21) {
            assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
        }
    }

    private static Thread threadOf(Group group, String task) throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        group.start(task, () -> thread.complete(Thread.currentThread()));
        return TestThread.outcomeOf(thread);
    }

    // What tasks are handed.

    @Test
    void taskIsHandedItsChannelAndTheGroupDoesNotLookAtIt() throws Exception {
        CloseableStopChannel closed = new CloseableStopChannel();
        closed.close();
        Queue<StopChannel> handed = new ConcurrentLinkedQueue<>();
        group.startWithChannel(closed, handed::add);
        group.startWithChannel("named", closed, handed::add);
        group.await();
        assertThat(handed).containsExactly(closed, closed);
        assertThat(group.state()).isEqualTo(Group.State.RUNNING);
        assertThat(group.stopChannel().isClosed()).isFalse();
    }

    @Test
    void taskIsHandedItsContextEvenIfThatIsDone() throws Exception {
        CancellableContext cancelled = Context.background().withCancel();
        cancelled.cancel();
        Queue<Context> handed = new ConcurrentLinkedQueue<>();
        group.startWithContext(cancelled, handed::add);
        group.startWithContext("named", cancelled, handed::add);
        group.await();
        assertThat(handed).containsExactly(cancelled, cancelled);
    }

    @Test
    void closingOneChannelReleasesAllTasks() throws Exception {
        CloseableStopChannel channel = new CloseableStopChannel();
        for (int i = 0; i < 5; i++) {
            group.startWithChannel(channel, GroupStartTests::awaitClose);
        }
        channel.close();
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(5, 5, 0, 0));
    }

    @Test
    void closingTheOwnChannelByHandLeavesTheGroupOpen() throws Exception {
        group.startWithChannel(group.stopChannel(), GroupStartTests::awaitClose);
        group.signalStop();
        assertThat(group.await(FOREVER)).isTrue();
        group.start(() -> {});
        assertThat(group.state()).isEqualTo(Group.State.RUNNING);
    }

    @Test
    void groupIsAnExecutorByALambda() throws Exception {
        Executor executor = task -> group.start(task::run);
        AtomicBoolean ran = new AtomicBoolean();
        executor.execute(() -> ran.set(true));
        group.await();
        assertThat(ran).isTrue();
        group.close();
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.execute(() -> {}));
    }

    // Waiting.

    @Test
    void awaitOfAnEmptyGroupReturnsAtOnce() throws Exception {
        group.await();
        assertThat(group.await(Duration.ZERO)).isTrue();
        assertThat(group.await(Duration.ofSeconds(Long.MIN_VALUE))).isTrue();
    }

    @Test
    void awaitReturnsWhenTheLastTaskEnds() throws Exception {
        AtomicBoolean lastEnds = new AtomicBoolean();
        Gate first = new Gate();
        Gate last = new Gate();
        group.start(first::pass);
        group.start(last::pass);
        TestThread<Boolean> waiter = TestThread.start(() -> {
            group.await();
            return lastEnds.get();
        });
        waiter.awaitBlocked();
        first.open();
        waiter.awaitBlocked();
        lastEnds.set(true);
        last.open();
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void allWaitersAreReleasedTogether() throws Exception {
        Gate end = new Gate();
        group.start(end::pass);
        List<TestThread<Boolean>> waiters = TestThread.startBlocked(8, () -> group.await(FOREVER));
        end.open();
        for (TestThread<Boolean> waiter : waiters) {
            assertThat(waiter.result()).isTrue();
        }
    }

    @Test
    void awaitSeesWhatTheTaskWroteAndTheTaskWhatWasWrittenBefore() throws Exception {
        int[] plain = new int[1]; // visible only through the group
        for (int round = 1; round <= 500; round++) {
            group.start(() -> plain[0]++);
            group.await();
            assertThat(plain[0]).isEqualTo(round);
        }
    }

    @Test
    void awaitIncludesTasksThatTasksStart() throws Exception {
        int depth = 100;
        AtomicInteger ran = new AtomicInteger();
        startChain(depth, ran);
        group.await();
        assertThat(ran).hasValue(depth);
    }

    private void startChain(int length, AtomicInteger ran) {
        group.start(() -> {
            ran.incrementAndGet();
            if (length > 1) {
                startChain(length - 1, ran);
            }
        });
    }

    @Test
    void groupCanBeUsedAgainAfterAwait() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        for (int round = 1; round <= 3; round++) {
            group.start(ran::incrementAndGet);
            group.start(ran::incrementAndGet);
            group.await();
            assertThat(ran).hasValue(2 * round);
        }
    }

    @Test
    void awaitGivesUpWhenTheTimeIsUpAndStopsNothing() throws Exception {
        Gate end = new Gate();
        group.start(end::pass);
        assertThat(group.await(Duration.ofMillis(1))).isFalse();
        assertThat(group.await(Duration.ZERO)).isFalse();
        assertThat(group.await(Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
        assertThat(group.stopChannel().isClosed()).isFalse();
        assertThat(group.activeTasks()).noneMatch(ActiveTask::isInterrupted);
        end.open();
        assertThat(group.await(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    }

    @Test
    void awaitRefusesNobody() throws Exception {
        Gate end = new Gate();
        group.start(end::pass);
        TestThread<Boolean> waiter = TestThread.start(() -> group.await(FOREVER));
        waiter.awaitBlocked();
        group.start(end::pass);
        end.open();
        assertThat(waiter.result()).isTrue();
        assertThat(group.counts().accepted()).isEqualTo(2);
    }

    @Test
    void awaitHonoursInterrupts() throws Exception {
        Gate end = new Gate();
        group.start(end::pass);
        TestThread<?> waiter = TestThread.start(() -> group.await());
        waiter.awaitBlocked();
        waiter.interrupt();
        assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> group.await(Duration.ZERO)).isInstanceOf(InterruptedException.class);
        assertThat(group.counts().active()).isEqualTo(1);
        end.open();
    }

    // Who is active, and what became of the others.

    @Test
    void activeTasksAreListedOldestFirst() throws Exception {
        Gate end = new Gate();
        for (String name : List.of("a", "b", "c")) {
            group.start(name, end::pass);
        }
        List<ActiveTask> listed = group.activeTasks();
        assertThat(listed).extracting(ActiveTask::name).containsExactly("a", "b", "c");
        end.open();
        group.await();
        assertThat(group.activeTasks()).isEmpty();
        assertThat(listed).as("a snapshot").hasSize(3);
    }

    @Test
    void activeTaskShowsWhatIsKnownOfIt() throws Exception {
        Gate end = new Gate();
        Instant before = Instant.now();
        CompletableFuture<Thread> running = new CompletableFuture<>();
        group.start("mail-42", () -> holdUp(running, end));
        Thread thread = TestThread.outcomeOf(running);
        TestThread.awaitBlocked(thread);
        ActiveTask task = group.activeTasks().get(0);
        assertThat(task.group()).isEqualTo("orders");
        assertThat(task.name()).isEqualTo("mail-42");
        assertThat(task.threadName()).isEqualTo("orders/mail-42");
        assertThat(task).asString().startsWith("ActiveTask[orders/mail-42, age ");
        // The wall clock and the one that measures ages are not the same clock.
        assertThat(task.startedAt())
                .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
        assertThat(task.startedAt()).as("fixed").isEqualTo(task.startedAt());
        Duration age = task.age();
        assertThat(age).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(task.age()).isGreaterThanOrEqualTo(age);
        assertThat(task.isInterrupted()).isFalse();
        assertThat(task.stack()).extracting(StackTraceElement::getMethodName).contains("holdUp", "pass");
        end.open();
        group.await();
        await("the thread's last instructions")
                .atMost(FOREVER)
                .until(() -> task.stack().isEmpty());
    }

    private static void holdUp(CompletableFuture<Thread> running, Gate end) {
        running.complete(Thread.currentThread());
        end.pass();
    }

    @Test
    void activeTaskShowsWhetherItsInterruptFlagIsSet() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        CompletableFuture<Thread> running = new CompletableFuture<>();
        group.start(() -> {
            running.complete(Thread.currentThread());
            while (!end.get()) {
                Thread.onSpinWait();
            }
        });
        TestThread.outcomeOf(running).interrupt();
        assertThat(group.activeTasks()).singleElement().matches(ActiveTask::isInterrupted);
        end.set(true);
        group.await();
    }

    @Test
    void acceptedAreCompletedFailedAndActive() throws Exception {
        Group group = new Group("orders", (in, task, failure) -> {});
        assertThat(group.counts()).isEqualTo(new TaskCounts(0, 0, 0, 0));
        group.start(() -> {});
        group.start(() -> {
            throw new Exception("on purpose");
        });
        group.await();
        Gate end = new Gate();
        group.start(end::pass);
        group.start(end::pass);
        assertThat(group.counts()).isEqualTo(new TaskCounts(4, 1, 1, 0));
        assertThat(group.counts().active()).isEqualTo(2);
        assertThat(group.activeTasks()).hasSize(2);
        assertThat(group).hasToString("Group[orders, RUNNING, active=2]");
        end.open();
        group.await();
        assertThat(group.counts()).isEqualTo(new TaskCounts(4, 3, 1, 0));
        assertThat(group.counts().active()).isZero();
    }

    @Test
    void countsAreTakenAtOneMoment() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        TestThread<?> oneAtATime = TestThread.start(() -> {
            while (!end.get()) {
                group.start(() -> {});
                group.await();
            }
        });
        for (int i = 0; i < 20_000; i++) {
            assertThat(group.counts().active()).isBetween(0L, 1L);
        }
        end.set(true);
        oneAtATime.result();
        assertThat(group.counts().completed()).isEqualTo(group.counts().accepted());
    }

    @Test
    void tasksThatComeAndGoAtTheSameTimeAreAllCounted() throws Exception {
        Body oneAfterAnother = () -> {
            for (int i = 0; i < 1_000; i++) {
                group.start(() -> {});
            }
        };
        TestThread.race(oneAfterAnother, oneAfterAnother);
        group.await();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2_000, 2_000, 0, 0));
    }

    @Test
    void nothingIsRetainedOfATaskThatHasEnded() throws Exception {
        WeakReference<Runnable> task = endedTask();
        Leaks.awaitCollected(task);
        assertThat(group.counts().completed()).as("and the group still lives").isEqualTo(1);
    }

    private WeakReference<Runnable> endedTask() throws InterruptedException {
        AtomicInteger owner = new AtomicInteger();
        Runnable task = owner::incrementAndGet;
        group.start(task::run);
        group.await();
        return new WeakReference<>(task);
    }
}

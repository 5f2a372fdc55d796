package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ErrandTests {

    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    private final CompletableFuture<Thread> ran = new CompletableFuture<>();

    @Test
    void errandRunsInAThreadOfItsOwn() throws Exception {
        new Errand(TaskThreads.FACTORY, "errand", this::work).start();
        assertThat(TestThread.outcomeOf(ran).getName()).isEqualTo("errand");
    }

    @Test
    void errandRunsOnceAThreadCanBeHad() throws Exception {
        new Errand(failing(5, new OutOfMemoryError("no native thread")), "errand", this::work).start();
        assertThat(TestThread.outcomeOf(ran).getName()).isEqualTo("errand");
        assertThat(attempts).hasValue(6);
    }

    @Test
    void errandRunsElsewhereIfTheStackHasNoRoomForTheStart() throws Exception {
        new Errand(failing(1, new StackOverflowError()), "errand", this::work).start();
        assertThat(TestThread.outcomeOf(ran).getName()).isEqualTo("errand");
    }

    @Test
    void errandThatBlocksDoesNotHoldUpTheNext() throws Exception {
        Gate blocking = new Gate();
        Gate mayEnd = new Gate();
        Runnable blocks = () -> {
            blocking.open();
            mayEnd.pass();
        };
        new Errand(failing(1, new OutOfMemoryError()), "blocks", blocks).start();
        new Errand(failing(1, new OutOfMemoryError()), "errand", this::work).start();
        blocking.pass();
        TestThread.outcomeOf(ran);
        mayEnd.open();
    }

    @Test
    void errandThatCannotBeStartedIsReportedAndHoldsUpNobody() throws Exception {
        new Errand(failing(Integer.MAX_VALUE, new SecurityException("expected by the test")), "never", () -> {})
                .start();
        new Errand(failing(1, new OutOfMemoryError()), "errand", this::work).start();
        TestThread.outcomeOf(ran);
    }

    @Test
    void errandRunsOnceIfItsThreadRunsAlthoughTheStartFailed() throws Exception {
        Errand errand = new Errand(startsAndFails(), "errand", this::work);
        errand.start();
        Thread thread = TestThread.outcomeOf(ran);
        thread.join(TestThread.FOREVER.toMillis());
        errand.run();
        assertThat(runs).hasValue(1);
    }

    @Test
    void taskRunsOnceIfItsThreadRunsAlthoughTheStartFailed() throws Exception {
        Group group = new Group("orders", (in, task, failure) -> {}, startsAndFails());
        group.start("order", this::work);
        TestThread.outcomeOf(ran);
        assertThat(group.await(TestThread.FOREVER)).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
        assertThat(runs).hasValue(1);
    }

    private void work() {
        runs.incrementAndGet();
        ran.complete(Thread.currentThread());
    }

    private TaskThreads.Factory failing(int times, Throwable failure) {
        return (name, task) -> {
            if (attempts.incrementAndGet() <= times) {
                throwAny(failure);
            }
            return TaskThreads.unstarted(name, task);
        };
    }

    /** Makes threads of which each runs before its start fails, as a virtual thread may. */
    private static TaskThreads.Factory startsAndFails() {
        return (name, task) -> {
            Gate begun = new Gate();
            return new Thread(
                    () -> {
                        begun.open();
                        task.run();
                    },
                    name) {
                @Override
                public synchronized void start() {
                    super.start();
                    begun.pass();
                    joinOf(this);
                    throw new OutOfMemoryError("no other carrier");
                }
            };
        };
    }

    private static void joinOf(Thread thread) {
        try {
            thread.join(TestThread.FOREVER.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAny(Throwable failure) throws T {
        throw (T) failure;
    }
}

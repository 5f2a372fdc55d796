package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A thread of a test, with what it returned or threw. */
final class TestThread<T> {

    /** So long that no correct run gets there, however slow the machine: a hang becomes a failure with a name. */
    static final Duration FOREVER = Duration.ofSeconds(30);

    private final FutureTask<T> outcome;
    private final Thread thread;

    private TestThread(FutureTask<T> outcome) {
        this.outcome = outcome;
        this.thread = new Thread(outcome, "test-thread");
        thread.setDaemon(true);
        thread.start();
    }

    static <T> TestThread<T> start(Callable<T> body) {
        return new TestThread<>(new FutureTask<>(body));
    }

    static TestThread<?> start(Body body) {
        return new TestThread<>(new FutureTask<>(Body.task(body), null));
    }

    /** Starts threads that run the body, and returns when all of them are blocked in it. */
    static <T> List<TestThread<T>> startBlocked(int count, Callable<T> body) {
        List<TestThread<T>> threads =
                Stream.generate(() -> start(body)).limit(count).toList();
        threads.forEach(TestThread::awaitBlocked);
        return threads;
    }

    /** Runs the bodies at the same time, and returns when all have ended. */
    static void race(Body... bodies) throws Exception {
        CyclicBarrier together = new CyclicBarrier(bodies.length);
        List<TestThread<?>> threads = new ArrayList<>();
        for (Body body : bodies) {
            threads.add(start(() -> {
                together.await();
                body.run();
            }));
        }
        for (TestThread<?> thread : threads) {
            thread.result();
        }
    }

    /** Returns a thread whose {@code start} returns when it has ended: the fastest thread that there can be. */
    static Thread overOnceStarted(String name, Runnable body) {
        Gate over = new Gate();
        Runnable opening = () -> {
            try {
                body.run();
            } finally {
                over.open();
            }
        };
        return new Thread(opening, name) {
            @Override
            public synchronized void start() {
                super.start();
                over.pass(); // also if the starting thread is interrupted
            }
        };
    }

    Thread thread() {
        return thread;
    }

    void interrupt() {
        thread.interrupt();
    }

    /** What the body returned; throws what it threw. */
    T result() throws Exception {
        return outcomeOf(outcome);
    }

    void awaitBlocked() {
        awaitBlocked(thread);
    }

    static <T> T outcomeOf(Future<T> outcome) throws Exception {
        try {
            return outcome.get(FOREVER.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    static void awaitEnd(Thread thread) throws InterruptedException {
        thread.join(FOREVER.toMillis());
        assertThat(thread.isAlive()).as("alive").isFalse();
    }

    static void awaitBlocked(Thread thread) {
        long start = System.nanoTime();
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(thread.getState()).as("it should block, not end").isNotEqualTo(Thread.State.TERMINATED);
            assertThat(System.nanoTime() - start)
                    .as("nanoseconds until it blocks")
                    .isLessThan(FOREVER.toNanos());
            LockSupport.parkNanos(100_000); // there is no event to wait for
        }
    }

    /** Stands for work of the current thread that takes so long. */
    static void workFor(Duration duration) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < duration.toNanos()) {
            LockSupport.parkNanos(duration.toNanos());
        }
    }
}

package io.github.waitgroup.benchmarks;

import io.github.waitgroup.Group;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** Starts many tasks that do nothing, each in a virtual thread of its own, and waits until all have ended. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GroupBenchmark {

    private static final int STARTERS = 4;

    @Param("1000000")
    public int tasks;

    @Benchmark
    public boolean executor() throws InterruptedException {
        ExecutorService executor = VirtualThreads.executor();
        for (int i = 0; i < tasks; i++) {
            executor.execute(GroupBenchmark::nothing);
        }
        executor.shutdown(); // with the wait what close() does, which Java 17 has not
        return executor.awaitTermination(1, TimeUnit.DAYS);
    }

    @Benchmark
    public void threadsAndLatch() throws InterruptedException {
        ThreadFactory threads = VirtualThreads.factory();
        CountDownLatch latch = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            threads.newThread(latch::countDown).start();
        }
        latch.await();
    }

    /** Waits for a latch before it closes the executor: that would drop tasks which have not quite started. */
    @Benchmark
    public void springExecutor() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(tasks);
        try (SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor()) {
            executor.setVirtualThreads(true);
            executor.setTaskTerminationTimeout(60_000);
            for (int i = 0; i < tasks; i++) {
                executor.execute(latch::countDown);
            }
            latch.await();
        }
    }

    @Benchmark
    public void structuredTaskScope() throws Throwable {
        StructuredScope.runAll(GroupBenchmark::nothing, tasks);
    }

    @Benchmark
    public Object kotlinLaunch() throws InterruptedException {
        return KotlinCoroutines.runAll(GroupBenchmark::nothing, tasks);
    }

    @Benchmark
    public void group() throws InterruptedException {
        try (Group group = new Group("benchmark")) {
            for (int i = 0; i < tasks; i++) {
                group.start(GroupBenchmark::nothing);
            }
            group.await();
        }
    }

    @Benchmark
    public void groupWithNames() throws InterruptedException {
        try (Group group = new Group("benchmark")) {
            for (int i = 0; i < tasks; i++) {
                group.start("task", GroupBenchmark::nothing);
            }
            group.await();
        }
    }

    /** Starts them from several threads. */
    @Benchmark
    public boolean executorFromFourThreads() throws InterruptedException {
        ExecutorService executor = VirtualThreads.executor();
        startFromFourThreads(() -> executor.execute(GroupBenchmark::nothing));
        executor.shutdown();
        return executor.awaitTermination(1, TimeUnit.DAYS);
    }

    @Benchmark
    public void groupFromFourThreads() throws InterruptedException {
        try (Group group = new Group("benchmark")) {
            startFromFourThreads(() -> group.start("task", GroupBenchmark::nothing));
            group.await();
        }
    }

    private void startFromFourThreads(Runnable start) throws InterruptedException {
        Thread[] starters = new Thread[STARTERS];
        for (int i = 0; i < STARTERS; i++) {
            starters[i] = new Thread(() -> {
                for (int task = 0; task < tasks / STARTERS; task++) {
                    start.run();
                }
            });
            starters[i].start();
        }
        for (Thread starter : starters) {
            starter.join();
        }
    }

    private static void nothing() {}
}

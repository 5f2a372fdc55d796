package io.github.waitgroup.benchmarks;

import static java.util.Objects.requireNonNull;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What is asked of a group while many tasks are active. They stay so until the end of their JVM: to end them would be
 * measured too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ActiveTasksBenchmark {

    private static final Executor VIRTUAL =
            task -> VirtualThreads.factory().newThread(task).start();

    /** How many tasks are active. */
    @Param("1000")
    public int tasks;

    /** Whether they are in virtual threads of their own; otherwise they are memberships, in no thread. */
    @Param("false")
    public boolean started;

    /** How long calls are warmed up, and then measured. */
    @Param("1000")
    public int millis;

    private final Group group = new Group("active");

    /** What was enrolled last. */
    private @Nullable Membership enrolled;

    @Setup
    public void begin() {
        if (started) {
            Countdown begun = new Countdown(tasks);
            for (int i = 0; i < tasks; i++) {
                group.start("task", () -> {
                    begun.arrive();
                    parkForGood();
                });
            }
            begun.await();
        } else {
            for (int i = 0; i < tasks; i++) {
                group.enrol("task");
            }
        }
        UsedHeap.bytes(); // no collection has to look at the tasks as new objects later
    }

    /** Takes no notice of interrupts: a stop cannot end it. */
    @SuppressWarnings("InfiniteLoopStatement")
    private static void parkForGood() {
        while (true) {
            LockSupport.park();
            Thread.interrupted();
        }
    }

    @Benchmark
    public void await(CallTimes times) throws Exception {
        times.measure(millis, () -> group.await(Duration.ZERO));
    }

    @Benchmark
    public void awaitInVirtualThread(CallTimes times) throws Exception {
        in(VIRTUAL, () -> times.measure(millis, () -> group.await(Duration.ZERO)));
    }

    /** All that such a stop does is to find out that a task of the group has called it. */
    @Benchmark
    public void stopInTask(CallTimes times) throws Exception {
        in(task -> group.start("caller", task::run), () -> times.measure(millis, this::stopIsRefused));
    }

    private Object stopIsRefused() {
        try {
            throw new AssertionError("stopped by its own task: " + group.stop(Duration.ZERO));
        } catch (IllegalStateException refused) {
            return refused;
        }
    }

    @Benchmark
    public void counts(CallTimes times) throws Exception {
        times.measure(millis, group::counts);
    }

    @Benchmark
    public void oldestTask(CallTimes times) throws Exception {
        times.measure(millis, group::oldestTask);
    }

    /** A task is accepted. Its end is not measured. */
    @Benchmark
    public void enrol(CallTimes times) throws Exception {
        times.measure(millis, this::enrolOne, this::endOne);
    }

    @Benchmark
    public void enrolBesideCounts(CallTimes times) throws Exception {
        AtomicReference<@Nullable Object> latest = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                latest.setPlain(group.counts());
            }
        });
        reader.start();
        times.measure(millis, this::enrolOne, this::endOne);
        reader.interrupt();
        reader.join();
    }

    private Object enrolOne() {
        enrolled = group.enrol("enrolled");
        return enrolled;
    }

    private Object endOne() {
        Membership membership = requireNonNull(enrolled);
        membership.close();
        return membership;
    }

    /** A stop that waits for nothing: it interrupts all tasks and reports them. */
    @Benchmark
    public void stop(CallTimes times) throws Exception {
        times.measure(millis, () -> group.stop(Duration.ZERO), () -> {
            group.restart();
            return group;
        });
    }

    private static void in(Executor threads, Measured measured) throws Exception {
        FutureTask<Object> task = new FutureTask<>(() -> {
            measured.run();
            return measured;
        });
        threads.execute(task);
        task.get();
    }

    /** What may throw anything. */
    @FunctionalInterface
    private interface Measured {
        void run() throws Exception;
    }
}

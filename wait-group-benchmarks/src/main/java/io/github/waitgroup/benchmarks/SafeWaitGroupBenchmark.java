package io.github.waitgroup.benchmarks;

import io.github.waitgroup.SafeWaitGroup;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A member joins and leaves: what {@code add(1)} and {@code done()} cost together. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SafeWaitGroupBenchmark {

    private final AtomicLong atomicLong = new AtomicLong();
    private final LongAdder longAdder = new LongAdder();
    private final Phaser phaser = new Phaser(1); // the waiter's party: without it the phaser ends with its first member
    private final Semaphore semaphore = new Semaphore(Integer.MAX_VALUE);
    private final ReadWriteLockWaitGroup readWriteLock = new ReadWriteLockWaitGroup();
    private final StampedLockWaitGroup stampedLock = new StampedLockWaitGroup();
    private final SafeWaitGroup safeWaitGroup = new SafeWaitGroup();

    @Benchmark
    public long twoGetAndAdd() {
        return atomicLong.getAndAdd(1) + atomicLong.getAndAdd(-1);
    }

    @Benchmark
    public void longAdder() {
        longAdder.increment();
        longAdder.decrement();
    }

    @Benchmark
    public int phaser() {
        return phaser.register() + phaser.arriveAndDeregister();
    }

    @Benchmark
    public boolean semaphore() {
        boolean admitted = semaphore.tryAcquire();
        semaphore.release();
        return admitted;
    }

    @Benchmark
    public boolean readWriteLockPort() {
        boolean admitted = readWriteLock.tryAdd(1);
        readWriteLock.done();
        return admitted;
    }

    @Benchmark
    public boolean stampedLockPort() {
        boolean admitted = stampedLock.tryAdd(1);
        stampedLock.done();
        return admitted;
    }

    @Benchmark
    public void safeWaitGroup() {
        safeWaitGroup.add(1);
        safeWaitGroup.done();
    }
}

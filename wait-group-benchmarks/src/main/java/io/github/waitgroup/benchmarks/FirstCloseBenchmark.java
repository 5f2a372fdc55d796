package io.github.waitgroup.benchmarks;

import io.github.waitgroup.CloseableStopChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A crowd of virtual threads is parked on one signal. Measured is the first signal in the life of the JVM, until all of
 * the crowd have ended, and the heap that each of them holds while it is parked.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FirstCloseBenchmark {

    @Benchmark
    public void countDownLatch(OnLatch crowd, Heap heap) {
        crowd.release(heap);
    }

    @Benchmark
    public void waiterStack(OnWaiterStack crowd, Heap heap) {
        crowd.release(heap);
    }

    @Benchmark
    public void stopChannel(OnStopChannel crowd, Heap heap) {
        crowd.release(heap);
    }

    /** What a parked thread holds. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Heap {

        public double bytesPerTask;
    }

    /** Threads that are parked when the measurement begins. */
    @State(Scope.Benchmark)
    public abstract static class Crowd {

        /** How many are parked. */
        @Param("1000000")
        public int tasks;

        /** How many other virtual threads the JVM has run before; with none, its own code for them is cold too. */
        @Param("200000")
        public int before;

        private final ThreadFactory threads = VirtualThreads.factory();
        private @Nullable Countdown ended;
        private double bytesPerTask;

        @Setup
        public void park() {
            runOthers();
            Thread[] parked = new Thread[tasks];
            long empty = UsedHeap.bytes();
            Countdown countdown = new Countdown(tasks);
            Runnable waiter = waiter(countdown);
            for (int i = 0; i < tasks; i++) {
                parked[i] = threads.newThread(waiter);
                parked[i].start();
            }
            for (Thread thread : parked) {
                while (!isParked(thread)) {
                    LockSupport.parkNanos(this, 100_000); // leaves the cores to them
                }
            }
            bytesPerTask = (double) (UsedHeap.bytes() - empty) / tasks;
            ended = countdown;
            ProcessorTime.begin();
        }

        private static boolean isParked(Thread thread) {
            Thread.State state = thread.getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        }

        private void runOthers() {
            Countdown others = new Countdown(before);
            for (int i = 0; i < before; i++) {
                threads.newThread(others::arrive).start();
            }
            others.await();
        }

        void release(Heap heap) {
            heap.bytesPerTask = bytesPerTask;
            signal();
            if (ended != null) {
                ended.await();
            }
        }

        /** A task that waits for the signal and then counts as ended. */
        abstract Runnable waiter(Countdown ended);

        abstract void signal();
    }

    public static class OnLatch extends Crowd {

        private final CountDownLatch latch = new CountDownLatch(1);

        @Override
        Runnable waiter(Countdown ended) {
            return () -> {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                ended.arrive();
            };
        }

        @Override
        void signal() {
            latch.countDown();
        }
    }

    public static class OnWaiterStack extends Crowd {

        private final WaiterStack stack = new WaiterStack();

        @Override
        Runnable waiter(Countdown ended) {
            return () -> {
                try {
                    stack.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                ended.arrive();
            };
        }

        @Override
        void signal() {
            stack.close();
        }
    }

    public static class OnStopChannel extends Crowd {

        private final CloseableStopChannel channel = new CloseableStopChannel();

        @Override
        Runnable waiter(Countdown ended) {
            return () -> {
                try {
                    channel.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                ended.arrive();
            };
        }

        @Override
        void signal() {
            channel.close();
        }
    }
}

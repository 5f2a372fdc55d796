package io.github.waitgroup;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The program of a JVM in which a crowd of virtual threads waits for one signal, which is then given for the first
 * time. The JVM has run as many other threads before.
 */
final class Crowd {

    static final int SIZE = 20_000;

    /** Printed when all wait, just before the signal is given. */
    static final String WAITS = "the crowd waits";

    /** Printed when all have woken up and ended. */
    static final String IS_GONE = "the crowd is gone";

    private Crowd() {}

    /** Lets the crowd wait for what the argument names. */
    public static void main(String... arguments) throws InterruptedException {
        Signal signal = switch (Wait.valueOf(arguments[0])) {
            case FOR_GOOD -> new Channel();
            case WITH_TIMEOUT -> new ChannelOrTimeout();
            case IN_A_PLAIN_LOOP -> new PlainLoop();
        };
        join(start(signal::rehearse));
        Thread[] crowd = start(signal::await);
        for (Thread thread : crowd) {
            TestThread.awaitBlocked(thread);
        }
        System.out.println(WAITS);
        signal.give();
        join(crowd);
        System.out.println(IS_GONE);
    }

    private static Thread[] start(Body body) {
        Thread[] threads = new Thread[SIZE];
        for (int i = 0; i < SIZE; i++) {
            threads[i] = TaskThreads.unstarted("crowd", Body.task(body));
            threads[i].start();
        }
        return threads;
    }

    private static void join(Thread[] threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** How the crowd waits. */
    enum Wait {
        FOR_GOOD,
        WITH_TIMEOUT,
        IN_A_PLAIN_LOOP
    }

    /** What the crowd waits for. */
    private interface Signal {

        /** What as many threads have done before. */
        default void rehearse() throws InterruptedException {}

        void await() throws InterruptedException;

        void give();
    }

    private static final class Channel implements Signal {

        private final CloseableStopChannel channel = new CloseableStopChannel();

        @Override
        public void await() throws InterruptedException {
            channel.await();
        }

        @Override
        public void give() {
            channel.close();
        }
    }

    private static final class ChannelOrTimeout implements Signal {

        private final CloseableStopChannel channel = new CloseableStopChannel();
        private final CloseableStopChannel never = new CloseableStopChannel();

        @Override
        public void rehearse() throws InterruptedException {
            never.await(Duration.ofNanos(1));
        }

        @Override
        public void await() throws InterruptedException {
            channel.await(Duration.ofHours(1));
        }

        @Override
        public void give() {
            channel.close();
        }
    }

    /** The loop that everybody would write: when it is compiled, nobody has ever come out of it. */
    private static final class PlainLoop implements Signal {

        private final Queue<Thread> waiters = new ConcurrentLinkedQueue<>();
        private volatile boolean given;

        @Override
        public void await() throws InterruptedException {
            waiters.add(Thread.currentThread());
            while (!given) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }

        @Override
        public void give() {
            given = true;
            waiters.forEach(LockSupport::unpark);
        }
    }
}

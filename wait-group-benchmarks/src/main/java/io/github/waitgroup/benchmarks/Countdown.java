package io.github.waitgroup.benchmarks;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets its creator wait for a number of arrivals. Not the JDK's latch: that is a peer and must not be warmed up by
 * this.
 */
final class Countdown {

    private final AtomicInteger missing;
    private final Thread waiter = Thread.currentThread();

    Countdown(int arrivals) {
        missing = new AtomicInteger(arrivals);
    }

    void arrive() {
        if (missing.decrementAndGet() == 0) {
            LockSupport.unpark(waiter);
        }
    }

    void await() {
        while (missing.get() > 0) {
            LockSupport.park(this);
        }
    }
}

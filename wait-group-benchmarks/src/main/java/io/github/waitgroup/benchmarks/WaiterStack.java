package io.github.waitgroup.benchmarks;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The least that could be a stop channel: waiters are pushed onto a stack and look at a flag whenever they wake. */
final class WaiterStack {

    private final AtomicReference<@Nullable Waiter> top = new AtomicReference<>();
    private volatile boolean closed;

    void await() throws InterruptedException {
        push(new Waiter(Thread.currentThread()));
        while (!closed) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    void close() {
        closed = true;
        for (Waiter waiter = top.getAndSet(null); waiter != null; waiter = waiter.next) {
            LockSupport.unpark(waiter.thread);
        }
    }

    private void push(Waiter waiter) {
        do {
            waiter.next = top.get();
        } while (!top.compareAndSet(waiter.next, waiter));
    }

    private static final class Waiter {

        private final Thread thread;
        private @Nullable Waiter next;

        Waiter(Thread thread) {
            this.thread = thread;
        }
    }
}

package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds threads back until it is opened; also a signal that something has happened. */
final class Gate {

    private final CountDownLatch latch = new CountDownLatch(1);

    void open() {
        latch.countDown();
    }

    boolean isOpen() {
        return latch.getCount() == 0;
    }

    /** Waits, and takes no notice of interrupts: a task that passes here is a stubborn one. */
    void pass() {
        boolean interrupted = false;
        while (true) {
            try {
                passInterruptibly();
                break;
            } catch (InterruptedException stubborn) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void passInterruptibly() throws InterruptedException {
        if (!latch.await(FOREVER.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("the gate was not opened within " + FOREVER);
        }
    }
}

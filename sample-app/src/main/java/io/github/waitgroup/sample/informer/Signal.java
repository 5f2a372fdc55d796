package io.github.waitgroup.sample.informer;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Says that there is something to look at: a Go channel of capacity one, to which one sends without blocking. A signal
 * that comes while nobody waits is kept; several are one.
 */
final class Signal {

    private final Semaphore raised = new Semaphore(0);

    void raise() {
        if (raised.availablePermits() == 0) { // if two pass here at once, the second permit is drained below
            raised.release();
        }
    }

    /** Waits for a signal and takes it: what was done before it was raised is visible afterwards. */
    void await(Duration atMost) throws InterruptedException {
        if (raised.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            raised.drainPermits();
        }
    }
}

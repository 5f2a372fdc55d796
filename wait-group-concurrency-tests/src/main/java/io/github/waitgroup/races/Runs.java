package io.github.waitgroup.races;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** An action that is to run once, or not at all. */
final class Runs implements Runnable {

    /*
     * Actions run in threads of their own, so a run too many may come after its state was judged. It is remembered here
     * and shown by a later state of the same test: each test has its own JVM.
     */
    private static final AtomicBoolean RAN_TOO_OFTEN = new AtomicBoolean();

    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch firstRun = new CountDownLatch(1);
    private volatile boolean forbidden;

    @Override
    public void run() {
        if (runs.incrementAndGet() > 1 || forbidden) {
            RAN_TOO_OFTEN.set(true);
        }
        firstRun.countDown();
    }

    boolean hasRun() {
        return runs.get() > 0;
    }

    boolean runs(Duration patience) {
        return Patience.isOpened(firstRun, patience);
    }

    /** Says that it must not run, neither before nor later. */
    void forbid() {
        forbidden = true;
        if (hasRun()) {
            RAN_TOO_OFTEN.set(true);
        }
    }

    /** Whether any action of this test ran too often since the last call. */
    static boolean tooOften() {
        return RAN_TOO_OFTEN.get() && RAN_TOO_OFTEN.getAndSet(false);
    }
}

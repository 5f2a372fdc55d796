package io.github.waitgroup.races;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** How long actors, and tests, wait: not without a limit, so that a lost wake-up is an outcome and not a hang. */
public final class Patience {

    /** So long that only a lost wake-up gets there, and below the 30 seconds after which jcstress gives up. */
    public static final Duration FOREVER = Duration.ofSeconds(10);

    /** What a twin waits, which is expected to wait in vain. */
    static final Duration IN_VAIN = Duration.ofMillis(20);

    private Patience() {}

    /** Anything that waits. */
    @FunctionalInterface
    interface Wait {

        boolean await(Duration timeout) throws InterruptedException;
    }

    /** Whether there is nothing to wait for. */
    static boolean isOver(Wait wait) {
        return call(wait, Duration.ZERO);
    }

    /**
     * Whether the wait was woken. One that misses its wake-up may still find, when its time is up, what it waited for.
     */
    static boolean isWoken(Wait wait, Duration patience) {
        long start = System.nanoTime();
        return call(wait, patience) && System.nanoTime() - start < patience.toNanos();
    }

    static boolean isOpened(CountDownLatch latch, Duration patience) {
        return isWoken(timeout -> latch.await(timeout.toNanos(), TimeUnit.NANOSECONDS), patience);
    }

    /** Returns when the other actor has made the condition true, which takes it no wait. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on what the scheduler makes of it
    static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.yield();
        }
    }

    private static boolean call(Wait wait, Duration timeout) {
        try {
            return wait.await(timeout);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts actors", e);
        }
    }
}

package io.github.waitgroup.races;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A thread that waits, seen from another. */
final class Sleeper {

    private final CountDownLatch awake = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    void sleep(Patience.Wait wait) {
        thread = Thread.currentThread(); // from here to the wait nothing blocks
        Patience.isWoken(wait, Patience.FOREVER.multipliedBy(2));
        awake.countDown();
    }

    /** Returns when the wait has begun and the thread is blocked within. */
    void untilItSleeps() {
        Thread sleeper = thread;
        while (sleeper == null || (sleeper.getState() == Thread.State.RUNNABLE && awake.getCount() > 0)) {
            Thread.onSpinWait();
            sleeper = thread;
        }
    }

    boolean wakes(Duration patience) {
        return Patience.isOpened(awake, patience);
    }
}

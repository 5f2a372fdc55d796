package io.github.waitgroup.spring;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The one way in which the starter lets time pass. Public for the packages of the starter only. */
public final class Pause {

    private Pause() {}

    /**
     * Waits for some time.
     *
     * @param time the time; the call returns at once if it is zero or negative
     * @throws InterruptedException if the current thread is interrupted while it waits
     */
    public static void of(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}

package io.github.waitgroup;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one timer behind all deadlines. Its thread exists only while a deadline is pending, and shortly after. */
final class DeadlineTimer {

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private DeadlineTimer() {}

    /** Runs a short action that does not block after {@code delay} nanoseconds; a cancelled one is forgotten at once. */
    static Future<?> schedule(Runnable action, long delay) {
        TIMER.prestartCoreThread(); // if no thread can be had, it fails here, with nothing in the queue
        return TIMER.schedule(action, delay, TimeUnit.NANOSECONDS);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(1, work -> ServiceThread.unstarted("wait-group-deadlines", work));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }
}

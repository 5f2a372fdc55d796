package io.github.waitgroup;

import java.security.AccessController;
import java.security.PrivilegedAction;
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
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, DeadlineTimer::thread);
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    // The thread outlives the caller that happens to start it: it must not hold on to the caller's class loader or
    // values. Before
    // Java 24 every thread remembers the classes on the stack of its creator, back to the last doPrivileged.
    @SuppressWarnings("removal")
    private static Thread thread(Runnable work) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> daemon(work));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(null, work, "wait-group-deadlines", 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        return thread;
    }
}

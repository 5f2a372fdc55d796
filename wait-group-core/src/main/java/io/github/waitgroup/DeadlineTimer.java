package io.github.waitgroup;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The one timer behind all deadlines. Its thread exists only while a deadline is pending, and shortly after. */
final class DeadlineTimer {

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    /** Has another thread go on; does nothing if one does. */
    private static final Runnable REPLACEMENT = new UntilThereIsMemory(TIMER::prestartCoreThread);

    static {
        rehearse();
    }

    private DeadlineTimer() {}

    /**
     * Runs a short action that does not block after {@code delay} nanoseconds, again if there was no memory for it; a
     * cancelled one is forgotten at once.
     */
    static Future<?> schedule(Runnable action, long delay) {
        TIMER.prestartCoreThread(); // if no thread can be had, it fails here, with nothing in the queue
        return TIMER.schedule(new UntilThereIsMemory(action), delay, TimeUnit.NANOSECONDS);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, work -> ServiceThread.unstarted("wait-group-deadlines", () -> work(work)));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    /** Works as the executor wants it, which cannot wait for the next deadline without memory. */
    private static void work(Runnable work) {
        try {
            work.run();
        } catch (OutOfMemoryError noMemory) {
            REPLACEMENT.run();
        }
    }

    /** Goes through all that follows a want of memory: what is done for the first time needs some. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
    private static void rehearse() {
        boolean[] failed = {false};
        Runnable rehearsal = () -> {
            if (!failed[0]) {
                failed[0] = true;
                throw new OutOfMemoryError("a rehearsal");
            }
        };
        try {
            schedule(rehearsal, 0);
        } catch (OutOfMemoryError | StackOverflowError noThread) {
            // it goes without
        }
    }

    /** An action that is repeated until there is memory for it. */
    private static final class UntilThereIsMemory implements Runnable {

        private static final long PAUSE_NANOS = 10_000_000;

        private final Runnable action;

        UntilThereIsMemory(Runnable action) {
            this.action = action;
        }

        @Override
        public void run() {
            while (true) {
                try {
                    action.run();
                    return;
                } catch (OutOfMemoryError notYet) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }
}

package io.github.waitgroup;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The clock for the starts of tasks: exact, or up to 10 ms behind while so many tasks start that the exact time would
 * be a large part of what each costs.
 */
final class StartClock {

    /*
     *   exact ------------------------------> coarse: a thread sets the time each 10 ms
     *     ^    1,000 starts within 10 ms        |
     *     +-------------------------------------+
     *          no start for a second: the thread ends
     *
     * The coarse time is one that was read, so it is never ahead. It is further behind if the thread gets no processor.
     */

    private static final long TICK_NANOS = 10_000_000;

    private static final int BUSY_STARTS_PER_TICK = 1_000;

    private static final int IDLE_TICKS = 100;

    private static final AtomicBoolean ticking = new AtomicBoolean();

    /** The coarse time; zero while the clock is exact. */
    private static volatile long coarse;

    /** Whether anybody has read the coarse time since it was set. */
    private static volatile boolean used;

    // Plain, a benign race: starts that are not counted make the clock coarse a little later.
    private static long windowBegan = System.nanoTime();
    private static int startsInWindow;

    private StartClock() {}

    /** The time of a start, as {@link System#nanoTime()}. */
    static long now() {
        long known = coarse;
        if (known == 0) {
            return exact();
        }
        if (!used) { // read before: the write takes the cache line from all others
            used = true;
        }
        return known;
    }

    private static long exact() {
        long now = System.nanoTime();
        if (now - windowBegan > TICK_NANOS) {
            windowBegan = now;
            startsInWindow = 0;
        } else if (++startsInWindow == BUSY_STARTS_PER_TICK && ticking.compareAndSet(false, true)) {
            startTicking();
        }
        return now;
    }

    private static void startTicking() {
        try {
            ServiceThread.unstarted("wait-group-clock", StartClock::tick).start();
        } catch (Throwable noThread) {
            ticking.set(false); // exact, then
        }
    }

    private static void tick() {
        for (int unused = 0; unused < IDLE_TICKS; unused = used ? 0 : unused + 1) {
            used = false;
            coarse = System.nanoTime(); // if it is zero, the clock is exact for that long
            LockSupport.parkNanos(TICK_NANOS);
            Thread.interrupted(); // nobody's business
        }
        coarse = 0;
        ticking.set(false);
    }
}

package io.github.waitgroup;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The clock for the starts of tasks: exact, or up to 10 ms behind while so many tasks start that the exact time would
 * be a large part of what each costs.
 */
final class StartClock {

    /*
     *   exact -----------------------------------> coarse: a thread sets the time each 10 ms, for a second
     *     ^ ^   1,000 starts within 10 ms            |
     *     | +----------------------------------------+
     *     |                                          v
     *     +------------- fewer starts ------- exact for 10 ms
     *
     * The coarse time is one that was read, so it is never ahead. It is further behind if the thread gets no processor.
     */

    private static final long TICK_NANOS = 10_000_000;

    private static final int BUSY_STARTS_PER_TICK = 1_000;

    private static final int COARSE_TICKS = 100;

    private static final AtomicBoolean ticking = new AtomicBoolean();

    /** The coarse time; zero while the clock is exact. */
    private static volatile long coarse;

    // Plain, a benign race: starts that are not counted make the clock coarse a little later.
    private static int exactStarts;
    private static int startsBeforeWindow;
    private static long windowBegan = System.nanoTime();

    private StartClock() {}

    /** The time of a start, as {@link System#nanoTime()}. */
    static long now() {
        long known = coarse;
        return known == 0 ? exact() : known;
    }

    private static long exact() {
        long now = System.nanoTime();
        int starts = ++exactStarts;
        if (now - windowBegan > TICK_NANOS) {
            windowBegan = now;
            startsBeforeWindow = starts;
        } else if (starts - startsBeforeWindow == BUSY_STARTS_PER_TICK && ticking.compareAndSet(false, true)) {
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
        int startsBefore;
        do {
            for (int i = 0; i < COARSE_TICKS; i++) {
                coarse = System.nanoTime(); // if it is zero, the clock is exact for that long
                awaitTick();
            }
            coarse = 0;
            startsBefore = exactStarts;
            awaitTick();
        } while (exactStarts - startsBefore >= BUSY_STARTS_PER_TICK);
        ticking.set(false);
    }

    private static void awaitTick() {
        LockSupport.parkNanos(TICK_NANOS);
        Thread.interrupted(); // nobody's business
    }
}

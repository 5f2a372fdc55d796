package io.github.waitgroup;

import java.util.concurrent.atomic.AtomicLongArray;

/** Parts of one count, each on a cache line of its own, so that threads which change the count at once do not meet. */
final class Cells {

    /*
     * A cell is a count of zero or more, or CLOSED. Each thread prefers the cell that its id points at. What a cell
     * cannot decide, because it is closed, full, or has less than is to be taken away, is not decided here.
     */

    private static final int LINE = 16; // longs: two lines of 64 bytes, since processors fetch pairs
    private static final int NUMBER =
            Math.min(64, Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 2);
    private static final long CLOSED = -1;

    /** The most that a cell holds: the sum of all stays far below the range of an int. */
    static final int MAX = 1 << 20;

    private final AtomicLongArray cells = new AtomicLongArray((NUMBER + 1) * LINE);

    /** Adds to a cell. Returns false, and changes nothing, if it is closed or full. */
    boolean tryAdd(int delta) {
        int cell = home();
        while (true) {
            long count = cells.get(cell);
            if (count == CLOSED || delta > MAX - count) {
                return false;
            }
            if (cells.compareAndSet(cell, count, count + delta)) {
                return true;
            }
        }
    }

    /**
     * Takes away from one cell, that of the thread if possible. Returns false, and changes nothing, if none has enough.
     */
    boolean trySubtract(long delta) {
        int home = home();
        for (int i = 0; i < NUMBER; i++) {
            int cell = LINE + ((home - LINE + i * LINE) & ((NUMBER - 1) * LINE));
            long count = cells.get(cell);
            while (count >= delta) {
                if (cells.compareAndSet(cell, count, count - delta)) {
                    return true;
                }
                count = cells.get(cell);
            }
        }
        return false;
    }

    /** Closes all cells for good. Returns what they held. */
    long close() {
        long total = 0;
        for (int i = 1; i <= NUMBER; i++) {
            total += Math.max(0, cells.getAndSet(i * LINE, CLOSED));
        }
        return total;
    }

    private static int home() {
        return LINE + ((int) Thread.currentThread().getId() & (NUMBER - 1)) * LINE;
    }
}

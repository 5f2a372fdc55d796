package io.github.waitgroup;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A count of members that can be awaited, and closed to new ones: what is under every wait group. */
final class Counter {

    /*
     * The state is one word, so that "may join" and "has joined" are one atomic step and no join that was accepted can
     * follow a close that was seen:
     *
     *      63   62                     32 31                      0
     *   +------+-------------------------+------------------------+
     *   |closed|        generation       |          count         |
     *   +------+-------------------------+------------------------+
     *
     * The generation is the number of times that the count fell to zero. A waiter remembers the generation in which it
     * began and leaves when another one is current, so it cannot miss a zero that was followed at once by new members.
     * (It could only do so by sleeping through exactly 2^31 of them.)
     *
     * Wake-up: waiters of one generation share one channel, created by the first. A waiter publishes the channel and
     * then reads the state again; the last member writes the state and then looks for a channel. So either the waiter
     * sees the zero or the last member sees the channel. A slow last member may take the channel of a later generation:
     * its waiters find their generation still current and wait again.
     *
     * Cells: when threads meet at the word, the count is spread over cells, as long as the group is open and nobody
     * waits. The number of members is then the sum of the word and all cells. Whatever needs that sum folds the cells
     * first, under `folding`: it closes each cell, adds what they held to the word, and lets the cells go. So there is
     * one rule: what a cell cannot decide is decided on the word, after all cells have been folded into it. In
     * particular the closed bit is set, and a waiter begins, when there are no cells: each join that a cell accepted is
     * in the word by then.
     */

    private static final long CLOSED = 1L << 63;
    private static final long COUNT_MASK = (1L << 32) - 1;
    private static final long ONE_GENERATION = 1L << 32;
    private static final long GENERATION_MASK = ~CLOSED & ~COUNT_MASK;

    /** No state: it would be a count of -1. */
    private static final long TOO_FEW = COUNT_MASK;

    /** Below this, word and cells together cannot exceed the range of an int. */
    private static final int MAX_COUNT_WITH_CELLS = Integer.MAX_VALUE / 2;

    private final AtomicLong state = new AtomicLong();
    private final AtomicReference<@Nullable StopChannel> zero = new AtomicReference<>();

    private final PatientLock folding = new PatientLock();
    private volatile @Nullable Cells cells; // written under `folding`
    private int waiters; // guarded by `folding`; no cells are made while there are any

    /**
     * Adds {@code delta} members, one or more, unless the counter is closed.
     *
     * @return whether they were added
     * @throws IllegalStateException if the count would exceed {@link Integer#MAX_VALUE}; it is unchanged then
     */
    boolean tryAdd(int delta) {
        Cells spread = cells;
        while (spread == null || !spread.tryAdd(delta)) {
            long current = state.get();
            if (count(current) > MAX_COUNT_WITH_CELLS - delta) {
                return tryAddExactly(delta);
            }
            if (isClosed(current)) {
                return false;
            }
            if (state.compareAndSet(current, current + delta)) {
                return true;
            }
            spread = spread();
        }
        return true;
    }

    private boolean tryAddExactly(int delta) {
        Stack.ensureRoom();
        folding.lock();
        try {
            fold();
            while (true) {
                long current = state.get();
                if (isClosed(current)) {
                    return false;
                }
                if (count(current) > Integer.MAX_VALUE - delta) {
                    throw new IllegalStateException("WaitGroup counter overflow: count " + count(current) + ", delta "
                            + delta + "; at most " + Integer.MAX_VALUE + " members can be counted");
                }
                if (state.compareAndSet(current, current + delta)) {
                    return true;
                }
            }
        } finally {
            folding.unlock();
        }
    }

    /**
     * Takes {@code delta} members away and wakes the waiters when none is left.
     *
     * @return whether the counter was closed at that moment
     * @throws IllegalStateException if fewer are counted; the count is unchanged then
     */
    boolean subtract(long delta) {
        Cells spread = cells;
        if (spread != null && spread.trySubtract(delta)) {
            return false;
        }
        long before = trySubtract(delta);
        return isClosed(before == TOO_FEW ? subtractExactly(delta) : before);
    }

    private long subtractExactly(long delta) {
        Stack.ensureRoom();
        folding.lock();
        try {
            fold();
            long before = trySubtract(delta);
            if (before == TOO_FEW) {
                throw new IllegalStateException("sync: negative WaitGroup counter: count " + count(state.get())
                        + ", delta -" + delta + "; done() was called more often than add(1)");
            }
            return before;
        } finally {
            folding.unlock();
        }
    }

    /** Returns the word as it was before, or {@link #TOO_FEW}. */
    private long trySubtract(long delta) {
        while (true) {
            long current = state.get();
            if (count(current) < delta) {
                return TOO_FEW;
            }
            long next = current - delta;
            boolean last = delta > 0 && count(next) == 0;
            if (last) {
                Stack.ensureRoom(); // nobody could wake the waiters afterwards
                next = nextGeneration(next);
            }
            if (state.compareAndSet(current, next)) {
                if (last) {
                    wake();
                }
                return current;
            }
        }
    }

    /** Lets nobody join any more. Returns the count at that moment. */
    int close() {
        Stack.ensureRoom();
        folding.lock();
        try {
            fold();
            return count(state.getAndUpdate(current -> current | CLOSED));
        } finally {
            folding.unlock();
        }
    }

    boolean isClosed() {
        return isClosed(state.get());
    }

    int count() {
        Stack.ensureRoom();
        folding.lock();
        try {
            fold();
            return count(state.get());
        } finally {
            folding.unlock();
        }
    }

    /** Waits until the count is zero, or was zero at some moment since the call. */
    void await() throws InterruptedException {
        await(Long.MAX_VALUE);
    }

    /**
     * Waits as {@link #await()} does, at most {@code timeout} nanoseconds.
     *
     * @return whether the count was zero
     */
    boolean await(long timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long start = System.nanoTime();
        long began = beginWait();
        try {
            boolean inTime = true;
            while (inTime && !zeroSince(began)) {
                StopChannel wakeUp = wakeUp();
                inTime = zeroSince(began) || wakeUp.await(Nanos.left(start, timeout));
            }
            return inTime || zeroSince(began);
        } finally {
            endWait();
        }
    }

    private long beginWait() {
        Stack.ensureRoom();
        folding.lock();
        try {
            fold();
            waiters++;
            return state.get();
        } finally {
            folding.unlock();
        }
    }

    private void endWait() {
        folding.lock();
        try {
            waiters--;
        } finally {
            folding.unlock();
        }
    }

    private boolean zeroSince(long began) {
        long current = state.get();
        return count(current) == 0 || (current & GENERATION_MASK) != (began & GENERATION_MASK);
    }

    private StopChannel wakeUp() {
        StopChannel created = new StopChannel();
        StopChannel present = zero.compareAndExchange(null, created);
        return present != null ? present : created;
    }

    private void wake() {
        if (zero.get() != null) { // a read is cheaper than an exchange, and nearly always enough
            StopChannel waiting = zero.getAndSet(null);
            if (waiting != null) {
                waiting.signalWithRoom();
            }
        }
    }

    /** Returns cells to count in, if there may be any. */
    @Nullable
    Cells spread() {
        Stack.ensureRoom();
        if (folding.tryLock()) { // who holds it is about to fold
            try {
                long current = state.get();
                if (cells == null && waiters == 0 && !isClosed(current) && count(current) <= MAX_COUNT_WITH_CELLS) {
                    cells = new Cells();
                }
            } catch (OutOfMemoryError noMemory) {
                return null; // the word will do
            } finally {
                folding.unlock();
            }
        }
        return cells;
    }

    /** Makes the word the whole truth. Called under {@code folding}; it stays so until that is released. */
    private void fold() {
        Cells folded = cells;
        if (folded != null) {
            state.getAndAdd(folded.close());
            cells = null;
        }
    }

    private static long nextGeneration(long state) {
        return (state & ~GENERATION_MASK) | ((state + ONE_GENERATION) & GENERATION_MASK);
    }

    private static int count(long state) {
        return (int) (state & COUNT_MASK);
    }

    private static boolean isClosed(long state) {
        return state < 0;
    }
}

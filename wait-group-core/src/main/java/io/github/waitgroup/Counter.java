package io.github.waitgroup;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A count of members that can be awaited, with a rule for who may still join: the one counter under every group. */
final class Counter {

    /*
     * The whole state is one word, so that "may join" and "has joined" are one atomic step and no join that was
     * accepted can follow a close that was seen:
     *
     *    63      62 61                     32 31                      0
     *   +----------+-------------------------+------------------------+
     *   | admission|        generation       |          count         |
     *   +----------+-------------------------+------------------------+
     *
     *             close(MEMBERS)             close(NOBODY)
     *   ANYONE ------------------> MEMBERS ----------------> NOBODY
     *      ^                          |                         |
     *      +------------- open() -----+-------------------------+
     *
     * The generation is the number of times that the count fell to zero. A waiter remembers the generation in which it
     * began and leaves when another one is current, so it cannot miss a zero that was followed at once by new members.
     * (It could only do so by sleeping through exactly 2^30 of them.)
     *
     * Wake-up: waiters of one generation share one channel, created by the first. A waiter publishes the channel and
     * then reads the state again; the last member writes the state and then takes the channel. So either the waiter sees
     * the zero or the last member sees the channel. A slow last member may take the channel of a later generation: its
     * waiters find their generation still current and wait again.
     */

    /** Who may join. */
    enum Admission {
        ANYONE(0),
        /** Only a caller that is counted already, so that the count cannot be zero while it joins another. */
        MEMBERS(1),
        NOBODY(2);

        private final long bits;

        Admission(long code) {
            this.bits = code << ADMISSION_SHIFT;
        }
    }

    private static final int ADMISSION_SHIFT = 62;
    private static final long ADMISSION_MASK = 3L << ADMISSION_SHIFT;
    private static final long COUNT_MASK = (1L << 32) - 1;
    private static final long ONE_GENERATION = 1L << 32;
    private static final long GENERATION_MASK = ~ADMISSION_MASK & ~COUNT_MASK;

    private final AtomicLong state = new AtomicLong();
    private final AtomicReference<@Nullable StopChannel> zero = new AtomicReference<>();

    int count() {
        return count(state.get());
    }

    Admission admission() {
        return admission(state.get());
    }

    /**
     * Adds {@code delta} members if {@code candidate} may join.
     *
     * @return whether they were added
     * @throws IllegalStateException if the count would exceed {@link Integer#MAX_VALUE}; it is unchanged then
     */
    boolean tryAdd(int delta, Admission candidate) {
        while (true) {
            long current = state.get();
            if (admission(current).compareTo(candidate) > 0) {
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
    }

    /**
     * Takes {@code delta} members away and wakes the waiters when none is left.
     *
     * @return who could join at that moment: tells whether the members left before or after a close
     * @throws IllegalStateException if fewer are counted; the count is unchanged then
     */
    Admission subtract(long delta) {
        while (true) {
            long current = state.get();
            if (count(current) < delta) {
                throw new IllegalStateException("sync: negative WaitGroup counter: count " + count(current)
                        + ", delta -" + delta + "; done() was called more often than add(1)");
            }
            long next = current - delta;
            boolean last = delta > 0 && count(next) == 0;
            if (last) {
                next = nextGeneration(next);
            }
            if (state.compareAndSet(current, next)) {
                if (last) {
                    wake();
                }
                return admission(current);
            }
        }
    }

    /** Lets nobody join any more but whom {@code admission} names; never widens. Returns the count at that moment. */
    int close(Admission admission) {
        return count(state.getAndUpdate(current ->
                admission(current).compareTo(admission) >= 0 ? current : (current & ~ADMISSION_MASK) | admission.bits));
    }

    /** Lets anyone join again. */
    void open() {
        state.getAndUpdate(current -> current & ~ADMISSION_MASK);
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
        long began = state.get();
        while (!zeroSince(began)) {
            StopChannel wakeUp = wakeUp();
            if (zeroSince(began)) {
                return true;
            }
            if (!wakeUp.await(Nanos.left(start, timeout))) {
                return zeroSince(began);
            }
        }
        return true;
    }

    private boolean zeroSince(long began) {
        long current = state.get();
        return count(current) == 0 || (current & GENERATION_MASK) != (began & GENERATION_MASK);
    }

    private StopChannel wakeUp() {
        while (true) {
            StopChannel current = zero.get();
            if (current != null) {
                return current;
            }
            StopChannel created = new StopChannel();
            if (zero.compareAndSet(null, created)) {
                return created;
            }
        }
    }

    private void wake() {
        StopChannel waiters = zero.getAndSet(null);
        if (waiters != null) {
            waiters.close();
        }
    }

    private static long nextGeneration(long state) {
        return (state & ~GENERATION_MASK) | ((state + ONE_GENERATION) & GENERATION_MASK);
    }

    private static int count(long state) {
        return (int) (state & COUNT_MASK);
    }

    private static Admission admission(long state) {
        long bits = state & ADMISSION_MASK;
        if (bits == Admission.ANYONE.bits) {
            return Admission.ANYONE;
        }
        return bits == Admission.MEMBERS.bits ? Admission.MEMBERS : Admission.NOBODY;
    }
}

package io.github.waitgroup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/** The part of a stripe that starting threads write: its lock, and what that guards. */
abstract class StripeStarts {

    /*
     * A starting thread takes the lock for a few field accesses, so the lock spins; a thread that meets a holder whom
     * the operating system has put aside, or who walks over many members, yields.
     */

    private static final VarHandle LOCKED;

    private static final AtomicLongFieldUpdater<StripeStarts> UNNAMED =
            AtomicLongFieldUpdater.newUpdater(StripeStarts.class, "unnamed");

    static {
        try {
            LOCKED = MethodHandles.lookup().findVarHandle(StripeStarts.class, "locked", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int SPINS_BEFORE_YIELD = 64;

    @SuppressWarnings("UnusedVariable") // through LOCKED
    private volatile boolean locked;

    /** How many tasks were given no name. Here because starts alone write to these cache lines. */
    @SuppressWarnings("UnusedVariable") // through UNNAMED
    private volatile long unnamed;

    final byte number;

    // Guarded by the lock.

    Admission admission;

    long accepted;

    /** Those of the accepted that were strays. */
    long acceptedStrays;

    /** Numbers the tasks of the stripe, those that could not be started too. */
    long sequence;

    @Nullable
    Chunk newest;

    @Nullable
    Chunk oldest;

    /** The chunk that the next sweep looks at first; null for the oldest. */
    @Nullable
    Chunk swept;

    /** How many places of the newest chunk have been used. */
    int used;

    /** The active members that waits leave out. */
    int leftOut;

    /** The other active members that are strays. */
    int strays;

    int longRunning;

    /** When the latest task ended while not everyone was accepted. Zero if none has. */
    long lastEnd;

    long failed;
    long refused;
    long late;
    long leaked;
    long outlived;

    StripeStarts(int number, Admission admission) {
        this.number = (byte) number;
        this.admission = admission;
    }

    /** The number of another task that is given no name. */
    final long nextUnnamed() {
        return UNNAMED.incrementAndGet(this);
    }

    final boolean tryLock() {
        return LOCKED.compareAndSet(this, false, true); // not read before: that would fetch the cache line twice
    }

    final void lock() {
        int spins = 0;
        while (!tryLock()) {
            if (++spins < SPINS_BEFORE_YIELD) {
                Thread.onSpinWait();
            } else {
                PatientLock.giveWay();
            }
        }
    }

    /**
     * Takes the lock in a thread that holds those of other stripes. A virtual thread does not leave its carrier
     * meanwhile: threads that wait for what it holds might keep all carriers busy for ever. The holder waits for
     * nothing, so this takes no longer than the operating system puts it aside.
     */
    final void lockToo() {
        boolean staysMounted = TaskThreads.isVirtual(Thread.currentThread());
        int spins = 0;
        while (!tryLock()) {
            if (staysMounted || ++spins < SPINS_BEFORE_YIELD) {
                Thread.onSpinWait();
            } else {
                PatientLock.giveWay();
            }
        }
    }

    final void unlock() {
        LOCKED.setRelease(this, false);
    }
}

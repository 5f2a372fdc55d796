package io.github.waitgroup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The part of a stripe that ending threads write: the number of members that have ended. */
@SuppressWarnings("unused") // the padding
abstract class StripeEnds extends StripePadding {

    private static final VarHandle ENDS;

    static {
        try {
            ENDS = MethodHandles.lookup().findVarHandle(StripeEnds.class, "ends", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The bit that is set while each end must take the lock. */
    private static final long WATCHED = 1;

    private static final long ONE_END = 2;

    private volatile long ends;

    // The next object is another stripe, perhaps.
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    StripeEnds(int number, Admission admission) {
        super(number, admission);
    }

    /** Counts the end of a member under no lock. Returns false, and counts nothing, if the lock is needed. */
    final boolean countEndUnwatched() {
        long before = ends;
        while ((before & WATCHED) == 0) {
            if (ENDS.compareAndSet(this, before, before + ONE_END)) {
                return true;
            }
            before = ends;
        }
        return false;
    }

    /** Counts the end of a member under the lock. */
    final void countEnd() {
        ENDS.getAndAdd(this, ONE_END);
    }

    /** Lets each end take the lock from now on, or not any more. */
    final void watch(boolean isWatched) {
        if (isWatched) {
            ENDS.getAndBitwiseOr(this, WATCHED);
        } else {
            ENDS.getAndBitwiseAnd(this, ~WATCHED);
        }
    }

    final boolean isWatched() {
        return (ends & WATCHED) != 0;
    }

    final long ended() {
        return ends / ONE_END;
    }
}

/** Keeps what starting threads write on another pair of cache lines, which processors fetch together. */
@SuppressWarnings("unused")
abstract class StripePadding extends StripeStarts {

    private long p0, p1, p2, p3, p4, p5, p6, p7;
    private long q0, q1, q2, q3, q4, q5, q6, q7;

    StripePadding(int number, Admission admission) {
        super(number, admission);
    }
}

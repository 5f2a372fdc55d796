package io.github.waitgroup.spring.web;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Membership;
import org.jspecify.annotations.Nullable;

/** Something that has begun and can be ended from outside, should it turn out to last. */
abstract class InFlight {

    /** Set while it is handled, by one thread at a time. */
    private volatile @Nullable LongRunningRequest longRunning;

    private volatile boolean over;

    /** The task that it is. */
    abstract ActiveTask task();

    /**
     * Ends it if it is in a state in which its client can be given a complete answer. May block, and may be called several
     * times.
     */
    abstract void complete();

    /** Ends it, whatever its client sees. May block, and may be called several times. */
    abstract void cancel();

    /** What it is among the long-running requests; null if it is not one of them. */
    final @Nullable LongRunningRequest longRunning() {
        return longRunning;
    }

    final void longRunning(LongRunningRequest longRunning) {
        this.longRunning = longRunning;
        if (over) { // it may end while it is found out that it could last
            longRunning.ended();
        }
    }

    final boolean isOver() {
        return over;
    }

    /** Notes that there is nothing to end any more, and ends its membership. */
    final void ended(Membership membership, boolean failed) {
        ended();
        if (failed) {
            membership.fail();
        } else {
            membership.close();
        }
    }

    /** Notes that there is nothing to end any more. */
    final void ended() {
        over = true;
        LongRunningRequest known = longRunning;
        if (known != null) {
            known.ended();
        }
    }
}

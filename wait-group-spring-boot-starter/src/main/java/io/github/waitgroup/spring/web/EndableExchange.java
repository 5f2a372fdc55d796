package io.github.waitgroup.spring.web;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Membership;
import org.jspecify.annotations.Nullable;

/**
 * A request, session or call in flight, which can be ended from outside if it turns out to be long-running. Public for
 * the packages of the starter only.
 */
public abstract class EndableExchange {

    /** Set during its handling, by one thread at a time. */
    private volatile @Nullable LongRunningRequest longRunning;

    private volatile boolean over;

    /** Called by subclasses. */
    protected EndableExchange() {}

    /**
     * The task of the group that stands for it.
     *
     * @return the task
     */
    protected abstract ActiveTask task();

    /** Ends it if its client can still get a complete answer. May block; idempotent. */
    protected abstract void complete();

    /** Ends it, whatever its client gets. May block; idempotent. */
    protected abstract void cancel();

    /** Its entry among the long-running requests; null if it is not one of them. */
    final @Nullable LongRunningRequest longRunning() {
        return longRunning;
    }

    final void longRunning(LongRunningRequest longRunning) {
        this.longRunning = longRunning;
        if (over) { // it may end while it is added
            longRunning.ended();
        }
    }

    /**
     * Whether it is over.
     *
     * @return whether its end has been recorded
     */
    protected final boolean isOver() {
        return over;
    }

    /**
     * Records that it is over, and ends its membership.
     *
     * @param membership its membership
     * @param failed whether it has failed
     */
    protected final void ended(Membership membership, boolean failed) {
        ended();
        if (failed) {
            membership.fail();
        } else {
            membership.close();
        }
    }

    /** Records that it is over. */
    final void ended() {
        over = true;
        LongRunningRequest known = longRunning;
        if (known != null) {
            known.ended();
        }
    }
}

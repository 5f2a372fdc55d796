package io.github.waitgroup.spring.source.observed;

import io.github.waitgroup.Membership;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The task of an observation and of those within it. It ends when the last of them has stopped: work within an
 * observation may outlive it.
 */
final class ObservedTask {

    private final Membership membership;
    private final AtomicInteger holders = new AtomicInteger(1);

    private volatile boolean failed;

    ObservedTask(Membership membership) {
        this.membership = membership;
    }

    Membership membership() {
        return membership;
    }

    /** Adds an observation. Returns false if the task has ended. */
    boolean hold() {
        int count = holders.get();
        while (count > 0) {
            if (holders.compareAndSet(count, count + 1)) {
                return true;
            }
            count = holders.get();
        }
        return false;
    }

    /** Removes an observation, which is called once for each. */
    void release(boolean hasFailed) {
        if (hasFailed) {
            failed = true;
        }
        if (holders.decrementAndGet() == 0) {
            if (failed) {
                membership.fail();
            } else {
                membership.close();
            }
        }
    }
}

package io.github.waitgroup.spring.source.scheduled;

import io.github.waitgroup.Membership;
import java.util.concurrent.atomic.AtomicInteger;

/** A run of a scheduled task: it ends with its method and, if that is reactive, with what the method has returned. */
final class ScheduledRun {

    private final ScheduledRuns runs;
    private final Membership membership;

    /** The method, and the publisher if there is one. */
    private final AtomicInteger parts = new AtomicInteger(1);

    private volatile boolean failed;

    ScheduledRun(ScheduledRuns runs, Membership membership) {
        this.runs = runs;
        this.membership = membership;
    }

    boolean belongsTo(ScheduledRuns candidate) {
        return candidate == runs;
    }

    /** Adds what the method has returned, which ends too. */
    void addPublisher(Object owner) {
        membership.endWithOwner(owner);
        parts.incrementAndGet();
    }

    /** Ends a part. With the last one the run ends. */
    void end(boolean completed) {
        if (!completed) {
            failed = true;
        }
        if (parts.decrementAndGet() > 0) {
            return;
        }
        if (failed) {
            membership.fail();
        } else {
            membership.close();
        }
    }
}

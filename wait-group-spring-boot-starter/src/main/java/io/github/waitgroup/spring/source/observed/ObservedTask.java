package io.github.waitgroup.spring.source.observed;

import io.github.waitgroup.Membership;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * An observation as a task, or as a part of the task of the observation around it. A task ends when the last of its
 * observations has stopped: work within an observation may outlive it.
 */
final class ObservedTask {

    private static final AtomicIntegerFieldUpdater<ObservedTask> HOLDERS =
            AtomicIntegerFieldUpdater.newUpdater(ObservedTask.class, "holders");

    private final Membership membership;

    /** The observation that the task is named after, which may be this one. */
    private final ObservedTask outermost;

    // Of the outermost alone.

    /** How many observations have not stopped. */
    private volatile int holders;

    private volatile boolean stopped;
    private volatile boolean failed;

    ObservedTask(Membership membership) {
        this.membership = membership;
        this.outermost = this;
        this.holders = 1;
    }

    private ObservedTask(ObservedTask outermost) {
        this.membership = outermost.membership;
        this.outermost = outermost;
    }

    Membership membership() {
        return membership;
    }

    /** An observation within this one; null if the task has ended. */
    @Nullable
    ObservedTask within() {
        int count = outermost.holders;
        while (count > 0) {
            if (HOLDERS.compareAndSet(outermost, count, count + 1)) {
                return new ObservedTask(outermost);
            }
            count = outermost.holders;
        }
        return null;
    }

    /** Records that the observation has stopped. Called once. */
    void stop(boolean hasFailed) {
        if (hasFailed && (this == outermost || outermost.stopped)) {
            outermost.failed = true;
        }
        if (this == outermost) {
            stopped = true;
        }
        if (HOLDERS.decrementAndGet(outermost) == 0) {
            if (outermost.failed) {
                membership.fail();
            } else {
                membership.close();
            }
        }
    }
}

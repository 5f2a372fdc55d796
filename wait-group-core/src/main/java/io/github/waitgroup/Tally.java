package io.github.waitgroup;

import java.util.concurrent.atomic.LongAdder;

/** What became of the tasks of a group. Every number only grows. */
final class Tally {

    private final LongAdder accepted = new LongAdder();
    private final LongAdder notStarted = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();

    void accepted() {
        accepted.increment();
    }

    /** Takes back an {@link #accepted()}: no thread could be started. */
    void notStarted() {
        notStarted.increment();
    }

    void completed() {
        completed.increment();
    }

    void failed() {
        failed.increment();
    }

    void refused() {
        refused.increment();
    }

    TaskCounts counts() {
        // What has ended is read first: a task that is seen to have ended is then seen to have been accepted.
        long ended = notStarted.sum();
        long completed = this.completed.sum();
        long failed = this.failed.sum();
        return new TaskCounts(accepted.sum() - ended, completed, failed, refused.sum());
    }
}

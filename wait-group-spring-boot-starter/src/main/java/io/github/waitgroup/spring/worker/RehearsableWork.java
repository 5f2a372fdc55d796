package io.github.waitgroup.spring.worker;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.CancellableContext;
import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.Context;
import io.github.waitgroup.Group;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work of a worker that a rehearsal may signal to end: it has a copy of its group's context, and begins again with
 * another copy when it has ended because of a rehearsal. Until its group stops, it goes on.
 */
final class RehearsableWork implements WorkerBody {

    private static final Logger logger = LoggerFactory.getLogger(RehearsableWork.class);

    private final Group group;
    private final WorkerBody body;

    /**
     * The round that is under way; null if there is none. Written by the worker's task, of which there is one at a
     * time.
     */
    private volatile @Nullable Round current;

    RehearsableWork(Group group, WorkerBody body) {
        this.group = group;
        this.body = body;
    }

    String group() {
        return group.name();
    }

    @Override
    public void run(Context context) throws Throwable {
        ActiveTask task = Objects.requireNonNull(group.currentTask());
        Round round = begin(task, context);
        try {
            while (round.run() && goesOn(context)) {
                Round before = round;
                round = begin(task, context); // first, so that a rehearsal which follows at once finds it
                before.end();
            }
        } finally {
            current = null;
            round.end();
        }
    }

    private Round begin(ActiveTask task, Context context) {
        Round round = new Round(task, context.withCancel());
        current = round;
        return round;
    }

    /** Whether the work begins again after a rehearsal. */
    private static boolean goesOn(Context context) {
        // An interrupt that the work has left behind is not meant for the next round. A group signals before it
        // interrupts.
        Thread.interrupted();
        return !context.isDone();
    }

    /** Signals the work to end, and begins a measurement. Returns null if no round is under way. */
    @Nullable
    Round rehearse() {
        Round round = current;
        if (round != null) {
            round.signal();
        }
        return round;
    }

    /** The work from one begin to its end. */
    final class Round {

        final CloseableStopChannel ended = new CloseableStopChannel();

        private final ActiveTask task;
        private final CancellableContext copy;
        private volatile long signalledAt; // zero until then
        private volatile long returnedAt;
        private volatile @Nullable Throwable failure;

        Round(ActiveTask task, CancellableContext copy) {
            this.task = task;
            this.copy = copy;
        }

        private synchronized void signal() {
            if (signalledAt == 0) {
                signalledAt = System.nanoTime();
                copy.cancel(new CancellationException("the drain of group '" + group() + "' is rehearsed"));
            }
        }

        /** Returns whether the work has ended because of a rehearsal. */
        private boolean run() throws Throwable {
            try {
                body.run(copy);
            } catch (Throwable thrown) {
                if (signalledAt == 0) {
                    throw thrown;
                }
                failure = thrown; // a rehearsal must not be the end of the worker
                logger.warn(
                        "Worker '" + task.name() + "' of group '" + group()
                                + "' threw when a rehearsal signalled it to end",
                        thrown);
            } finally {
                returnedAt = System.nanoTime();
            }
            return signalledAt != 0;
        }

        private void end() {
            copy.cancel();
            ended.close();
        }

        /** The task that does the work. */
        ActiveTask task() {
            return task;
        }

        /** The time from the signal to the end; called when it has ended. */
        long reactionNanos() {
            return Math.max(0, returnedAt - signalledAt);
        }

        @Nullable
        Throwable failure() {
            return failure;
        }
    }
}

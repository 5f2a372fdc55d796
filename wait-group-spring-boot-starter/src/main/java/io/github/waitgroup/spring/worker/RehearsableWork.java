package io.github.waitgroup.spring.worker;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.Context;
import io.github.waitgroup.Group;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Work of a worker that a rehearsal may tell to stop: it has a copy of its group's stop signal, and begins again with another
 * copy when it has ended because of a rehearsal. Until its group stops, it goes on.
 */
final class RehearsableWork implements Consumer<Context> {

    private static final Log logger = LogFactory.getLog(RehearsableWork.class);

    private final Group group;
    private final Consumer<Context> work;

    /** The one that is under way; null if there is none. Written by the worker's task, of which there is one at a time. */
    private volatile @Nullable Round current;

    RehearsableWork(Group group, Consumer<Context> work) {
        this.group = group;
        this.work = work;
    }

    String group() {
        return group.name();
    }

    @Override
    public void accept(Context context) {
        ActiveTask worker = Objects.requireNonNull(group.currentTask());
        Round round = begin(worker, context);
        try {
            while (round.run() && goesOn(context)) {
                Round before = round;
                round = begin(worker, context); // first, so that a rehearsal which follows at once finds it
                before.end();
            }
        } finally {
            current = null;
            round.end();
        }
    }

    private Round begin(ActiveTask worker, Context context) {
        Round round = new Round(worker, context.withCancel());
        current = round;
        return round;
    }

    /** Whether the work begins again after a rehearsal. */
    private static boolean goesOn(Context context) {
        Thread.interrupted(); // what it may have left behind is not meant for the next; a group signals before it
        // interrupts
        return !context.isDone();
    }

    /** Tells the work to stop, and begins a measurement. Returns null if there is nothing under way. */
    @Nullable
    Round rehearse() {
        Round round = current;
        if (round != null) {
            round.tell();
        }
        return round;
    }

    /** The work from one beginning to its end. */
    final class Round {

        final CloseableStopChannel ended = new CloseableStopChannel();

        private final ActiveTask worker;
        private final Context copy;
        private volatile long told; // zero until then
        private volatile long returned;
        private volatile @Nullable Throwable failure;

        Round(ActiveTask worker, Context copy) {
            this.worker = worker;
            this.copy = copy;
        }

        private synchronized void tell() {
            if (told == 0) {
                told = System.nanoTime();
                copy.cancel(new CancellationException("the drain of group '" + group() + "' is rehearsed"));
            }
        }

        /** Returns whether it has ended because of a rehearsal. */
        private boolean run() {
            try {
                work.accept(copy);
            } catch (Throwable thrown) {
                if (told == 0) {
                    throw thrown;
                }
                failure = thrown; // a rehearsal must not be the end of the worker
                logger.warn(
                        "Worker '" + worker.name() + "' of group '" + group()
                                + "' threw when it was told to stop for a rehearsal",
                        thrown);
            } finally {
                returned = System.nanoTime();
            }
            return told != 0;
        }

        private void end() {
            copy.cancel();
            ended.close();
        }

        /** The task that does the work. */
        ActiveTask worker() {
            return worker;
        }

        /** How long it took to end; called when it has. */
        long reactionNanos() {
            return Math.max(0, returned - told);
        }

        @Nullable
        Throwable failure() {
            return failure;
        }
    }
}

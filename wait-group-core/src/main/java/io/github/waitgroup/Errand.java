package io.github.waitgroup;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Work that runs once, in a thread of its own: at once, or as soon as a thread can be had. Never in the thread that
 * starts it.
 */
final class Errand implements Runnable {

    /*
     * Starting a virtual thread may fail although it runs: it is queued first, and a carrier may take it while the
     * attempt to make another carrier fails. So each thread asks whether it is the first.
     */

    private static final AtomicIntegerFieldUpdater<Errand> BEGUN =
            AtomicIntegerFieldUpdater.newUpdater(Errand.class, "begun");

    private final TaskThreads.Factory threads;
    private final String threadName;
    private final Runnable work;

    private volatile int begun;

    /** The errand that waits behind this one. Belongs to the backlog. */
    @Nullable
    Errand next;

    Errand(TaskThreads.Factory threads, String threadName, Runnable work) {
        this.threads = threads;
        this.threadName = threadName;
        this.work = work;
        Backlog.expect();
    }

    /** Starts the work, and throws nothing. */
    void start() {
        if (!tryStart()) {
            Backlog.add(this);
        }
    }

    /** Returns false if no thread can be had. */
    boolean tryStart() {
        try {
            threads.unstarted(threadName, this).start();
            return true;
        } catch (OutOfMemoryError | StackOverflowError noThread) {
            return begun != 0;
        } catch (Throwable failure) { // it would fail the next time as well
            TaskThreads.uncaught(failure);
            drop();
            return true;
        }
    }

    /** Gives it up, unless it has begun. */
    void drop() {
        begins();
    }

    @Override
    public void run() {
        if (begins()) {
            work.run();
        }
    }

    /** Returns true once. */
    private boolean begins() {
        boolean first = BEGUN.compareAndSet(this, 0, 1);
        if (first) {
            Backlog.expectNoMore();
        }
        return first;
    }
}

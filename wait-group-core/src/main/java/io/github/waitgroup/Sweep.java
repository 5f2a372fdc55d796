package io.github.waitgroup;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Interrupts many tasks, in threads of its own. An interrupt closes the channel that its task uses, if that is
 * interruptible, and so may take any time; the other tasks, and the caller, do not wait for that.
 */
final class Sweep implements Runnable {

    /** A sweep without progress for so long gets more threads. */
    private static final long PATIENCE_NANOS = 20_000_000;

    private static final int MAX_MORE_THREADS = 64;

    /**
     * A caller who has no time waits for so long all the same: then the report is right for all but a huge number of
     * tasks.
     */
    private static final long MIN_NANOS = 100_000_000;

    private final List<Member> tasks;
    private final Epoch stopping;
    private final String threadName;

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger left;
    private final StopChannel done = new StopChannel();

    Sweep(List<Member> tasks, Epoch stopping) {
        this.tasks = tasks;
        this.stopping = stopping;
        this.threadName = stopping.group().name() + "-interrupts";
        this.left = new AtomicInteger(tasks.size());
    }

    /**
     * Interrupts the tasks and waits for that as long as there is time; what blocks goes on, and so do those that come
     * after it. The interrupt flag of the current thread stays as it is.
     */
    void execute(long nanos) {
        if (tasks.isEmpty()) {
            return;
        }
        long timeout = Math.max(nanos, MIN_NANOS);
        long start = System.nanoTime();
        boolean flagged = Thread.interrupted();
        TaskThreads.runOnPlatform(threadName, this::supervise);
        while (!done.isClosed() && Nanos.left(start, timeout) > 0) {
            flagged |= awaitDone(Nanos.left(start, timeout));
        }
        if (flagged) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts a thread that interrupts, and more when there is no progress, until all tasks have had their turn. */
    private void supervise() {
        boolean flagged = false;
        int more = 1;
        for (int before = -1; next.get() < tasks.size(); flagged |= awaitDone(PATIENCE_NANOS)) {
            int now = left.get();
            if (before < 0 || now == before) {
                for (int i = 0; i < more && next.get() < tasks.size(); i++) {
                    TaskThreads.runOnPlatform(threadName, this);
                }
                more = Math.min(2 * more, MAX_MORE_THREADS);
            }
            before = now;
        }
        if (flagged) { // this thread is the caller's, if no other could be had
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the current thread was interrupted. */
    private boolean awaitDone(long nanos) {
        try {
            done.await(nanos);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public void run() {
        for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
            tasks.get(i).interrupt(stopping);
            if (left.decrementAndGet() == 0) {
                done.signal();
            }
        }
    }
}

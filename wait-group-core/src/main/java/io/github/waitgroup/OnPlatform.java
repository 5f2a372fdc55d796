package io.github.waitgroup;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Work with a time limit, which a virtual thread cannot keep by itself: it goes on only when it gets a carrier. */
final class OnPlatform {

    private OnPlatform() {}

    /**
     * Calls {@code work} in the current thread if that is a platform thread, and otherwise in one of its own. An
     * interrupt of the current thread meets the work.
     */
    static <T> T call(String threadName, Supplier<T> work) {
        if (!TaskThreads.isVirtual(Thread.currentThread())) {
            return work.get();
        }
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread worker = TaskThreads.platform(threadName, task);
        try {
            worker.start();
        } catch (OutOfMemoryError noThread) {
            return work.get();
        }
        return get(task, worker);
    }

    private static <T> T get(FutureTask<T> task, Thread worker) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    worker.interrupt();
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause(); // a supplier throws nothing else
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

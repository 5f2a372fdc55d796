package io.github.waitgroup.spring.worker;

import io.github.waitgroup.Context;

/** The work of a worker's task. */
@FunctionalInterface
interface WorkerBody {

    /**
     * Does the work.
     *
     * @param context the context of the work, which is done when the work is to end
     * @throws Throwable whatever the method of the worker throws
     */
    void run(Context context) throws Throwable;
}

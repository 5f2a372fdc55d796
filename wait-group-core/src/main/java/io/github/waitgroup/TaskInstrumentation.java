package io.github.waitgroup;

/**
 * Sees the tasks of a {@link Group} begin and end, for metrics and tracing. A group without one pays nothing for that.
 *
 * <p>It runs in the threads of those who start and run the tasks, while they hold no lock, and should be short.
 *
 * <p>Implementations are used by many threads.
 */
public interface TaskInstrumentation {

    /**
     * Called in the thread that starts a task, before the task is accepted; it may be refused all the same, and has no
     * end then. Not called for work that {@linkplain Group#enrol enrols}. A throwable of it reaches the caller that
     * starts the task, which is not accepted then.
     *
     * @param taskName the name of the task
     * @param task the body of the task
     * @return the body to run in its place. It must run {@code task} once and throw what that throws. It must throw no
     *     other checked exception, which the compiler cannot check.
     */
    default ThrowingRunnable<?> onStart(String taskName, ThrowingRunnable<?> task) {
        return task;
    }

    /**
     * Called in the thread in which a task ends, however it ends, while the task is still active: whoever awaits the
     * group finds the end recorded. A throwable of it goes to the uncaught exception handler of the thread, and changes
     * nothing for the group.
     *
     * @param end the task, its outcome and its times
     */
    default void onEnd(TaskEnd end) {}
}

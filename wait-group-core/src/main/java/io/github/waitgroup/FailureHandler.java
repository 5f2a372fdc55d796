package io.github.waitgroup;

/**
 * Told of each task of a {@link Group} that ended with a throwable.
 *
 * <p>It runs in the thread of the failed task, while that task is still counted as active: whoever awaits the group
 * finds every failure handled. It should be short. What it throws itself goes to the thread's uncaught exception
 * handler, together with the failure, and changes nothing for the group.
 */
@FunctionalInterface
public interface FailureHandler {

    /**
     * Handles the failure of a task.
     *
     * @param task the task that failed
     * @param failure what it threw; any throwable, errors included
     */
    void onFailure(ActiveTask task, Throwable failure);

    /**
     * Returns the handler that does what Java does with any thread that throws: it asks the thread's uncaught exception
     * handler, which by default prints the stack trace.
     *
     * @return the default handler
     */
    static FailureHandler uncaught() {
        return (task, failure) -> TaskThreads.uncaught(failure);
    }
}

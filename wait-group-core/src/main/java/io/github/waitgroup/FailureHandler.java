package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

/**
 * Handles the failures of the tasks that a {@link Group} has started: it is notified of each that ended with a
 * throwable. {@link Group#run}, {@link Group#call} and a {@link Membership} leave failures to their callers.
 *
 * <p>It runs in the thread of the failed task, while that task is still counted as active: whoever awaits the group
 * finds every failure handled. It should be short, and must not wait for the group. It may call {@link
 * Group#beginStop()}, so that the first failure ends the others, as with Go's {@code errgroup.WithContext}. Unlike
 * there, no wait returns the failure; keep it if you need it:
 *
 * <pre>{@code
 * Group group = new Group("import", (failed, task, failure) -> failed.beginStop());
 * }</pre>
 *
 * <p>A throwable of the handler goes to the uncaught exception handler of the thread, together with the failure, and
 * changes nothing for the group.
 *
 * <p>Implementations are used by many threads.
 */
@FunctionalInterface
public interface FailureHandler {

    /**
     * Handles the failure of a task.
     *
     * @param group the group of the task
     * @param task the task that failed
     * @param failure the throwable of the task; any, errors included
     */
    void onFailure(Group group, ActiveTask task, Throwable failure);

    /**
     * Returns a handler that never throws. A throwable of the given handler goes to the uncaught exception handler of
     * the thread, with the failure as a suppressed one. Groups handle failures in this way.
     *
     * @param handler handles the failures
     * @return the handler that calls {@code handler}
     */
    static FailureHandler guarded(FailureHandler handler) {
        requireNonNull(handler, "handler");
        return (group, task, failure) -> {
            try {
                handler.onFailure(group, task, failure);
            } catch (Throwable handlerFailure) {
                if (handlerFailure != failure) {
                    handlerFailure.addSuppressed(failure);
                }
                TaskThreads.uncaught(handlerFailure);
            }
        };
    }

    /**
     * Returns the handler that does what Java does with any thread that throws: it asks the thread's uncaught exception
     * handler, which by default prints the stack trace.
     *
     * @return the default handler
     */
    static FailureHandler uncaught() {
        return (group, task, failure) -> TaskThreads.uncaught(failure);
    }
}

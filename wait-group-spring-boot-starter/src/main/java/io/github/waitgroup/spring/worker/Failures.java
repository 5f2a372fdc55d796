package io.github.waitgroup.spring.worker;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import java.util.Objects;

/** Tells the failure handler about calls that threw, where that is not the end of the task. */
record Failures(Group group, FailureHandler handler) {

    /** The task that calls this. */
    ActiveTask currentTask() {
        return Objects.requireNonNull(group.currentTask());
    }

    /** Called by the task itself. */
    void report(Throwable failure) {
        try {
            handler.onFailure(currentTask(), failure);
        } catch (Throwable handlerFailure) {
            if (handlerFailure != failure) {
                handlerFailure.addSuppressed(failure);
            }
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, handlerFailure);
        }
    }
}

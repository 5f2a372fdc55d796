package io.github.waitgroup.spring.worker;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import java.util.Objects;

/** Reports the calls of a worker that threw, where that is not the end of its task. */
record CallFailures(Group group, FailureHandler handler) {

    /** The task that calls this. */
    ActiveTask currentTask() {
        return Objects.requireNonNull(group.currentTask());
    }

    /** Notifies the handler, in the thread of the task. As in a group, what the handler throws is uncaught. */
    void report(Throwable failure) {
        try {
            handler.onFailure(group, currentTask(), failure);
        } catch (Throwable handlerFailure) {
            if (handlerFailure != failure) {
                handlerFailure.addSuppressed(failure);
            }
            FailureHandler.uncaught().onFailure(group, currentTask(), handlerFailure);
        }
    }
}

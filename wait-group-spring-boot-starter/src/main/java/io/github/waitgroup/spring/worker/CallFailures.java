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

    /** Notifies the handler, in the thread of the task, as a group does. */
    void report(Throwable failure) {
        FailureHandler.guarded(handler).onFailure(group, currentTask(), failure);
    }
}

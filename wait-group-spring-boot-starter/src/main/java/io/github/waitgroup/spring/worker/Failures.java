package io.github.waitgroup.spring.worker;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;

/** Tells the failure handler about calls that threw, where that is not the end of the task. */
record Failures(Group group, String task, FailureHandler handler) {

    /** Called by the task itself. */
    void report(Throwable failure) {
        try {
            handler.onFailure(self(), failure);
        } catch (Throwable handlerFailure) {
            if (handlerFailure != failure) {
                handlerFailure.addSuppressed(failure);
            }
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, handlerFailure);
        }
    }

    private ActiveTask self() {
        return group.activeTasks().stream()
                .filter(active -> active.name().equals(task))
                .findFirst()
                .orElseThrow(); // the task is active as long as its code runs
    }
}

package io.github.waitgroup.spring;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.LostMembershipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The default failure handler, which logs each failure with its stack trace, and a lost membership in one line. */
final class LoggingFailureHandler implements FailureHandler {

    private static final Logger logger = LoggerFactory.getLogger(LoggingFailureHandler.class);

    @Override
    public void onFailure(Group group, ActiveTask task, Throwable failure) {
        if (failure instanceof LostMembershipException) { // it happens nowhere in the code of the task
            logger.error(
                    "Task '" + task.name() + "' of group '" + group.name() + "' was lost: " + failure.getMessage());
            return;
        }
        logger.error("Task '" + task.name() + "' of group '" + group.name() + "' failed", failure);
    }
}

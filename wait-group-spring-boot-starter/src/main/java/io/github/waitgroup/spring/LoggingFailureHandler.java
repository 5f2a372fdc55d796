package io.github.waitgroup.spring;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The default failure handler, which logs each failure with its stack trace. */
final class LoggingFailureHandler implements FailureHandler {

    private static final Logger logger = LoggerFactory.getLogger(LoggingFailureHandler.class);

    @Override
    public void onFailure(Group group, ActiveTask task, Throwable failure) {
        logger.error("Task '" + task.name() + "' of group '" + group.name() + "' failed", failure);
    }
}

package io.github.waitgroup.spring;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** The default failure handler, which logs each failure with its stack trace. */
final class LoggingFailureHandler implements FailureHandler {

    private static final Log logger = LogFactory.getLog(LoggingFailureHandler.class);

    @Override
    public void onFailure(Group group, ActiveTask task, Throwable failure) {
        logger.error("Task '" + task.name() + "' of group '" + group.name() + "' failed", failure);
    }
}

package io.github.waitgroup.spring.source.batch;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.core.Ordered;

/** The listener that makes each execution of a job a task. It begins before other listeners, and ends after them. */
final class JobTracking implements JobExecutionListener, Ordered {

    private static final Logger logger = LoggerFactory.getLogger(JobTracking.class);

    private final Supplier<BatchSource> source;

    JobTracking(Supplier<BatchSource> source) {
        this.source = source;
    }

    /** Nothing may leave this method: the job would fail. */
    @Override
    public void beforeJob(JobExecution execution) {
        try {
            source.get().begin(execution);
        } catch (Throwable failure) {
            warn("{} runs without being a task of its group", execution, failure);
        }
    }

    @Override
    public void afterJob(JobExecution execution) {
        try {
            source.get().end(execution);
        } catch (Throwable failure) {
            warn("The task of {} ends later", execution, failure);
        }
    }

    static void warn(String message, Object execution, Throwable failure) {
        try {
            logger.warn(message, execution, failure);
        } catch (Throwable noLog) {
            // the memory or the stack that the task has lacked
        }
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}

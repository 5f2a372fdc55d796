package io.github.waitgroup.spring.source.batch;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.core.Ordered;

/** The listener of one step. It begins before other listeners, and ends after them. */
final class StepTracking implements StepExecutionListener, Ordered {

    private final AbstractStep step;
    private final Supplier<BatchSource> source;

    StepTracking(AbstractStep step, Supplier<BatchSource> source) {
        this.step = step;
        this.source = source;
    }

    /** Nothing but the refusal may leave this method: the step would fail. */
    @Override
    public void beforeStep(StepExecution execution) {
        boolean begins = true;
        try {
            begins = source.get().begin(step, execution);
        } catch (Throwable failure) {
            JobTracking.warn("{} runs without being a task of its group", execution, failure);
        }
        if (!begins) {
            throw new IllegalStateException(
                    "step '" + execution.getStepName() + "' does not begin",
                    new JobInterruptedException("the application is stopping"));
        }
    }

    @Override
    public @Nullable ExitStatus afterStep(StepExecution execution) {
        try {
            source.get().end(execution);
        } catch (Throwable failure) {
            JobTracking.warn("The task of {} ends later", execution, failure);
        }
        return null;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}

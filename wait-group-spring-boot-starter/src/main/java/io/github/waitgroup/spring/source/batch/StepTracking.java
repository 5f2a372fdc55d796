package io.github.waitgroup.spring.source.batch;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
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

    @Override
    public void beforeStep(StepExecution execution) {
        source.get().begin(step, execution);
    }

    @Override
    public @Nullable ExitStatus afterStep(StepExecution execution) {
        source.get().end(execution);
        return null;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}

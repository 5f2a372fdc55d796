package io.github.waitgroup.spring.source.batch;

import io.github.waitgroup.Membership;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.flow.FlowStep;
import org.springframework.batch.core.partition.PartitionStep;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.item.ChunkOrientedTasklet;
import org.springframework.batch.core.step.job.JobStep;
import org.springframework.batch.core.step.tasklet.StoppableTasklet;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.core.step.tasklet.TaskletStep;

/** An execution of a step that is under way. */
final class RunningStep {

    private final AbstractStep step;

    /** Weak, like the rest of what the source knows: an execution that is never ended must become garbage. */
    private final WeakReference<StepExecution> execution;

    private final @Nullable Membership membership;
    private final Membership.@Nullable Part part;

    /**
     * Creates the execution.
     *
     * @param membership the place of the step among the tasks; null if it runs in the thread of its job
     */
    RunningStep(
            AbstractStep step,
            StepExecution execution,
            @Nullable Membership membership,
            Membership.@Nullable Part part) {
        this.step = step;
        this.execution = new WeakReference<>(execution);
        this.membership = membership;
        this.part = part;
    }

    @Nullable
    Membership membership() {
        return membership;
    }

    void leaveThread() {
        if (part != null) {
            part.close();
        }
    }

    /** Asks the step to stop at the next point from which it can be restarted. */
    void askToStop() {
        StepExecution running = execution.get();
        if (running == null) {
            return;
        }
        if (step instanceof TaskletStep taskletStep && taskletStep.getTasklet() instanceof StoppableTasklet tasklet) {
            tasklet.stop(running);
            running.setTerminateOnly();
        } else if (isRestartable(running)) {
            running.setTerminateOnly();
        }
    }

    /**
     * Whether the work that the step has done is kept if it stops now. A tasklet that does all in one go is not: it
     * would count as stopped after it has done its work, and a restart would do it again.
     */
    @SuppressWarnings("removal") // steps of the older kind still exist
    private boolean isRestartable(StepExecution running) {
        if (step instanceof TaskletStep taskletStep) {
            Tasklet tasklet = taskletStep.getTasklet();
            return tasklet instanceof ChunkOrientedTasklet<?> || running.getCommitCount() > 0;
        }
        // these wait for steps that stop by themselves
        return !(step instanceof PartitionStep || step instanceof FlowStep || step instanceof JobStep);
    }
}

package io.github.waitgroup.spring.source.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.waitgroup.Group;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;

/** What the listeners do where something fails: the job or its step would fail if that came out. */
class BatchTrackingTests {

    private final JobExecution job = mock(JobExecution.class);
    private final StepExecution step = mock(StepExecution.class);

    @Test
    void sourceThatCannotBeHadIsNoFailureOfTheJob() {
        JobTracking jobs = new JobTracking(BatchTrackingTests::broken);
        jobs.beforeJob(job);
        jobs.afterJob(job);
        StepTracking steps = new StepTracking(mock(AbstractStep.class), BatchTrackingTests::broken);
        steps.beforeStep(step);
        assertThat(steps.afterStep(step)).isNull();
    }

    @Test
    void stepDoesNotBeginOnceTheSourceStops() {
        BatchSource source = new BatchSource(new Group("batch-jobs"));
        source.stopTaking();
        when(step.getStepName()).thenReturn("load");
        assertThatThrownBy(() -> new StepTracking(mock(AbstractStep.class), () -> source).beforeStep(step))
                .hasMessageContaining("step 'load' does not begin")
                .hasCauseInstanceOf(JobInterruptedException.class);
    }

    @Test
    void stepWithoutANumberLeavesNoTask() {
        Group group = new Group("batch-jobs");
        when(step.getJobExecution()).thenReturn(job);
        when(job.getJobInstance()).thenReturn(new JobInstance(1, "import"));
        when(step.getStepName()).thenReturn("load");
        when(step.getId()).thenThrow(new LinkageError());
        new StepTracking(mock(AbstractStep.class), () -> new BatchSource(group)).beforeStep(step);
        assertThat(group.currentTask()).isNull();
        assertThat(group.counts().failed()).isOne();
        assertThat(group.counts().active()).isZero();
    }

    private static BatchSource broken() {
        throw new NoClassDefFoundError();
    }
}

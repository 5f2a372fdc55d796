package io.github.waitgroup.spring.source.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.waitgroup.Group;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;

/** What the listener does where something fails: Quartz would not run the job if that came out. */
class QuartzJobTrackingTests {

    private final Group group = new Group("quartz-jobs");
    private final JobExecutionContext context = mock(JobExecutionContext.class);

    QuartzJobTrackingTests() {
        when(context.getJobDetail())
                .thenReturn(JobBuilder.newJob(Job.class).withIdentity("import").build());
    }

    @Test
    void contextThatTakesNothingLeavesNoTask() {
        doThrow(new StackOverflowError()).when(context).put(any(), any());
        QuartzJobTracking tracking = new QuartzJobTracking(() -> group);
        tracking.jobToBeExecuted(context);
        assertThat(group.currentTask()).isNull();
        assertThat(group.counts().failed()).isOne();
        assertThat(group.counts().active()).isZero();
        when(context.get(any())).thenThrow(new LinkageError());
        tracking.jobWasExecuted(context, null);
    }

    @Test
    void groupThatCannotBeHadIsNoFailureOfTheJob() {
        QuartzJobTracking tracking = new QuartzJobTracking(() -> {
            throw new NoClassDefFoundError();
        });
        tracking.jobToBeExecuted(context);
        assertThat(group.counts().accepted()).isZero();
    }
}

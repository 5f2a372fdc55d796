package io.github.waitgroup.spring.source.batch;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.spring.source.Source;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;

/**
 * The batch jobs that run in this application. When it stops, no step begins any more, and the steps that are under way
 * are asked to stop, so that their executions end as {@code STOPPED} and can be restarted.
 */
final class BatchSource implements Source {

    /*
     * JobOperator.stop writes the step into the database while the thread of the step does so too. If that one loses,
     * the step becomes UNKNOWN, and the job can never be restarted (spring-batch#5308). So nothing is written here: the
     * flag of the step is set, and its own thread writes what follows from that.
     */

    private final Group group;

    /** By their keys. */
    private final Map<String, RunningJob> jobs = new ConcurrentHashMap<>();

    /** By their keys. */
    private final Map<String, RunningStep> steps = new ConcurrentHashMap<>();

    /** Written before the steps are looked at; a step that begins looks at it after it was added. */
    private volatile boolean stopping;

    BatchSource(Group group) {
        this.group = group;
    }

    @Override
    public Group group() {
        return group;
    }

    @Override
    public void stopTaking() {
        stopping = true;
        steps.values().forEach(RunningStep::askToStop);
    }

    @Override
    public void takeAgain() {
        stopping = false;
    }

    /** Begins an execution, in its thread. */
    void begin(JobExecution execution) {
        String name = name(execution);
        Membership membership = group.adopt(name);
        Membership.Part part = null;
        boolean begun = false;
        try {
            membership.endWithOwner(execution);
            part = membership.enter();
            jobs.put(key(execution), new RunningJob(name, membership, part, Thread.currentThread()));
            begun = true;
        } finally {
            if (!begun) {
                abandon(membership, part);
            }
        }
    }

    private static void abandon(Membership membership, Membership.@Nullable Part part) {
        if (part != null) {
            part.close();
        }
        membership.fail();
    }

    /** Ends an execution, in its thread. */
    void end(JobExecution execution) {
        RunningJob job = jobs.remove(key(execution));
        if (job != null) {
            job.part.close();
            end(job.membership, execution.getStatus());
        }
    }

    /**
     * Begins a step, in its thread, which may be another one than that of the job. Returns false if it may not begin.
     */
    boolean begin(AbstractStep step, StepExecution execution) {
        if (stopping) {
            return false;
        }
        JobExecution jobExecution = execution.getJobExecution();
        String name = name(jobExecution) + " " + execution.getStepName();
        RunningJob job = jobs.get(key(jobExecution));
        RunningStep running;
        if (job != null && job.thread == Thread.currentThread()) {
            job.membership.rename(name);
            running = new RunningStep(step, execution, null, null);
            steps.put(key(execution), running);
        } else {
            running = beginOwn(step, execution, name);
        }
        if (stopping) {
            running.askToStop();
        }
        return true;
    }

    private RunningStep beginOwn(AbstractStep step, StepExecution execution, String name) {
        Membership membership = group.adopt(name);
        Membership.Part part = null;
        boolean begun = false;
        try {
            membership.endWithOwner(execution);
            part = membership.enter();
            RunningStep running = new RunningStep(step, execution, membership, part);
            steps.put(key(execution), running);
            begun = true;
            return running;
        } finally {
            if (!begun) {
                abandon(membership, part);
            }
        }
    }

    /** Ends a step, in its thread. */
    void end(StepExecution execution) {
        RunningStep step = steps.remove(key(execution));
        if (step == null) {
            return;
        }
        RunningJob job = jobs.get(key(execution.getJobExecution()));
        if (step.membership() != null) {
            step.leaveThread();
            end(step.membership(), execution.getStatus());
        } else if (job != null) {
            job.membership.rename(job.name);
        }
    }

    private static void end(Membership membership, BatchStatus status) {
        if (status.isUnsuccessful()) {
            membership.fail();
        } else {
            membership.close();
        }
    }

    private static String name(JobExecution execution) {
        return execution.getJobInstance().getJobName() + " " + execution.getId();
    }

    /** With the identity of the execution: a repository without a database gives the same number more than once. */
    private static String key(JobExecution execution) {
        return name(execution) + "@" + System.identityHashCode(execution);
    }

    private static String key(StepExecution execution) {
        return key(execution.getJobExecution()) + " " + execution.getId() + "@" + System.identityHashCode(execution);
    }

    private record RunningJob(String name, Membership membership, Membership.Part part, Thread thread) {}
}

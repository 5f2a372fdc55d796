package io.github.waitgroup.spring.source.quartz;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.JobListener;
import org.quartz.utils.Key;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener that makes each execution of a job a task. Quartz calls it in the thread of the job, right before and
 * after it. If another listener throws in between, Quartz leaves this one out: the task then ends when the context of
 * the job is garbage.
 */
final class QuartzJobTracking implements JobListener {

    private static final Logger logger = LoggerFactory.getLogger(QuartzJobTracking.class);

    private final Supplier<Group> group;

    QuartzJobTracking(Supplier<Group> group) {
        this.group = group;
    }

    @Override
    public String getName() {
        return QuartzJobTracking.class.getName();
    }

    /** Nothing may leave this method: Quartz would not run the job. */
    @Override
    public void jobToBeExecuted(JobExecutionContext context) {
        try {
            begin(context);
        } catch (Throwable failure) {
            warn("The job of {} runs without being a task of its group", context, failure);
        }
    }

    private void begin(JobExecutionContext context) {
        Membership membership = group.get().adopt(name(context.getJobDetail().getKey()));
        Membership.Part part = null;
        boolean begun = false;
        try {
            membership.endWithOwner(context);
            part = membership.enter();
            context.put(this, new Execution(membership, part));
            begun = true;
        } finally {
            if (!begun) {
                new Execution(membership, part).end(false);
            }
        }
    }

    private static void warn(String message, JobExecutionContext context, Throwable failure) {
        try {
            logger.warn(message, context, failure);
        } catch (Throwable noLog) {
            // the memory or the stack that the task has lacked
        }
    }

    /** The name of the job, and its group unless that is the one that Quartz gives by itself. */
    private static String name(JobKey key) {
        return Key.DEFAULT_GROUP.equals(key.getGroup()) ? key.getName() : key.getGroup() + "." + key.getName();
    }

    @Override
    public void jobExecutionVetoed(JobExecutionContext context) {}

    @Override
    public void jobWasExecuted(JobExecutionContext context, @Nullable JobExecutionException failure) {
        try {
            if (context.get(this) instanceof Execution execution) {
                execution.end(failure == null);
            }
        } catch (Throwable e) {
            warn("The task of {} ends later", context, e);
        }
    }

    /** What belongs to an execution, kept in its context. */
    private record Execution(Membership membership, Membership.@Nullable Part part) {

        void end(boolean completed) {
            if (part != null) {
                part.close();
            }
            if (completed) {
                membership.close();
            } else {
                membership.fail();
            }
        }
    }
}

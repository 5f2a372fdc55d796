package io.github.waitgroup.spring.source.scheduled;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.SchedulingAwareRunnable;

/** A scheduled task, each run of which is tracked. It has the qualifier of its task, which chooses the scheduler. */
final class TrackedScheduledTask implements SchedulingAwareRunnable {

    private final Runnable task;
    private final ScheduledRuns runs;
    private final boolean isPeriodic;
    private final String name;

    /** @param isPeriodic whether the task runs again and again */
    TrackedScheduledTask(Runnable task, ScheduledRuns runs, boolean isPeriodic) {
        this.task = task;
        this.runs = runs;
        this.isPeriodic = isPeriodic;
        this.name = ScheduledTaskName.of(task);
    }

    @Override
    public void run() {
        if (isPeriodic) {
            runs.runPeriod(name, task);
        } else {
            runs.runOnce(name, task);
        }
    }

    @Override
    public boolean isLongLived() {
        return task instanceof SchedulingAwareRunnable aware && aware.isLongLived();
    }

    @Override
    public @Nullable String getQualifier() {
        return task instanceof SchedulingAwareRunnable aware ? aware.getQualifier() : null;
    }

    @Override
    public String toString() {
        return task.toString();
    }
}

package io.github.waitgroup.spring.observation;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskInstrumentation;
import io.github.waitgroup.spring.GroupInstrumentation;
import io.micrometer.context.ContextSnapshotFactory;
import org.springframework.core.Ordered;

/** Has each task continue the trace of the thread that starts it, and whatever else is registered to be carried over. */
final class TracePropagation implements GroupInstrumentation, TaskInstrumentation, Ordered {

    private final ContextSnapshotFactory snapshots =
            ContextSnapshotFactory.builder().build();

    @Override
    public TaskInstrumentation instrument(Group group) {
        return this;
    }

    @Override
    public Runnable onStart(String taskName, Runnable task) {
        return snapshots.captureAll().wrap(task);
    }

    /** Around all others: what they do belongs to the trace. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}

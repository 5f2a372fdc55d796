package io.github.waitgroup.spring.async;

import static java.util.Objects.requireNonNull;

import io.github.waitgroup.Group;
import org.springframework.core.task.TaskDecorator;

/**
 * The bridge from an executor of the application to a group. A task that the executor runs is a task of the group too:
 * listed under its name, counted, and awaited when the group drains.
 *
 * <pre>{@code
 * executor.setTaskDecorator(new GroupTaskDecorator(ordersGroup));
 * }</pre>
 *
 * <p>If it is a bean, Boot applies it to every executor that Boot or one of its builders creates. Tasks are named after
 * the {@code @Async} method, or after the class of the {@link Runnable} that the executor gets, which after {@code
 * submit} is a {@code FutureTask}.
 *
 * <p>It cannot do as much as an executor that belongs to the group, because it sees a task only when that runs:
 *
 * <ul>
 *   <li>A task in the queue of the executor is neither listed nor awaited. If its turn comes when the group is stopping
 *       or stopped, it still runs, because the executor has accepted it. That holds for tasks that a running task has
 *       submitted, too. The group counts it as {@linkplain io.github.waitgroup.Anomalies#late() late}, unless something
 *       in flight runs it, and awaits it as long as its drain has time.
 *   <li>A task that the executor rejects is never counted. A task that is cancelled in the queue counts as completed
 *       when its turn comes, because the executor runs the rest of it. If its turn never comes, it is never counted.
 *   <li>The thread belongs to the executor. The group interrupts it if the task does not end in time. If the task
 *       ignores that, the flag stays set; a {@code ThreadPoolExecutor} clears it before its next task.
 *   <li>A failure that is only in a {@code Future} is not seen: the task counts as completed.
 * </ul>
 *
 * <p>Instances are safe for use by many threads.
 */
public final class GroupTaskDecorator implements TaskDecorator {

    private final Group group;

    /**
     * Creates a decorator.
     *
     * @param group the group that the tasks belong to while they run
     */
    public GroupTaskDecorator(Group group) {
        this.group = requireNonNull(group, "group");
    }

    @Override
    public Runnable decorate(Runnable task) {
        String name = TaskName.take(task);
        return () -> group.runAdopted(name, task::run); // a task may be run more than once
    }
}

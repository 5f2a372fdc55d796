package io.github.waitgroup.spring.async;

import static java.util.Objects.requireNonNull;

import io.github.waitgroup.Group;
import io.github.waitgroup.WaitGroupClosedException;
import org.springframework.core.task.TaskDecorator;

/**
 * Makes what an executor of the application's own is running a part of a group: listed under its name, counted, told to stop
 * and waited for when the group drains.
 *
 * <pre>{@code
 * executor.setTaskDecorator(new GroupTaskDecorator(ordersGroup));
 * }</pre>
 *
 * <p>As a bean it is applied by Boot to every executor that Boot or one of its builders makes. Tasks are named after the {@code
 * @Async} method or the class of what is handed over, which after {@code submit} is a {@code FutureTask}.
 *
 * <p>It cannot do as much as an executor that belongs to the group, because it learns of a task only when that runs:
 *
 * <ul>
 *   <li>A task that waits in the queue of the executor is neither listed nor waited for. One that comes to run when the group
 *       is stopping or stopped, follow-up work of a running task included, is run nevertheless, as the executor has accepted it:
 *       it is no member of the group, which counts it as refused, and whether it ends is up to the executor.
 *   <li>A task that the executor rejects is never counted. One that is cancelled in the queue is counted as completed when its
 *       turn comes, since the executor runs what is left of it, or never if it does not come.
 *   <li>The thread is that of the executor. The group interrupts it if the task does not end in time, and takes the interrupt
 *       back when the task ends.
 *   <li>A failure that a {@code Future} keeps for itself is not seen: the task counts as completed.
 * </ul>
 *
 * <p>Instances are safe for use by many threads.
 */
public final class GroupTaskDecorator implements TaskDecorator {

    private final Group group;

    /**
     * Creates a decorator.
     *
     * @param group of which the tasks are a part while they run
     */
    public GroupTaskDecorator(Group group) {
        this.group = requireNonNull(group, "group");
    }

    @Override
    public Runnable decorate(Runnable task) {
        String name = TaskName.take(task);
        return () -> new Execution(task).run(name, group); // a task may be run more than once
    }

    private static final class Execution implements Runnable {

        private final Runnable task;
        private boolean begun;

        Execution(Runnable task) {
            this.task = task;
        }

        void run(String name, Group group) {
            try {
                group.run(name, this);
            } catch (WaitGroupClosedException refused) {
                if (begun) { // the task itself was refused something
                    throw refused;
                }
                task.run();
            }
        }

        @Override
        public void run() {
            begun = true;
            task.run();
        }
    }
}

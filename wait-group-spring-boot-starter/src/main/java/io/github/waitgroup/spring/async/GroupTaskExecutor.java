package io.github.waitgroup.spring.async;

import io.github.waitgroup.Group;
import io.github.waitgroup.WaitGroupClosedException;
import io.github.waitgroup.spring.ExecutorLimits;
import io.github.waitgroup.spring.WaitGroupProperties;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.TaskRejectedException;

/**
 * The executor of a group: each task is a task of the group, in a thread of its own.
 *
 * <p>It needs no shutdown: the group drains in its own lifecycle phase, long before beans are destroyed.
 */
final class GroupTaskExecutor implements AsyncTaskExecutor {

    private final Group group;

    private final ExecutorLimits limits;

    /** The decorators in the order in which they are applied: the first is innermost, as in Boot's executors. */
    private final List<TaskDecorator> decorators;

    /**
     * Called by Spring.
     *
     * @param beans the factory of the group, which is looked up by its name: this executor may be created before all
     *     other beans, and creates no other group then
     */
    GroupTaskExecutor(
            ConfigurableListableBeanFactory beans,
            WaitGroupProperties properties,
            ObjectProvider<TaskDecorator> decorators) {
        String groupBean = properties.async().groupBean();
        this.group = beans.getBean(groupBean, Group.class);
        this.limits = ExecutorLimits.of(beans, groupBean);
        this.decorators = decorators
                .orderedStream()
                .filter(each -> !(each instanceof GroupTaskDecorator)) // the tasks are tasks of the group already
                .toList();
    }

    @Override
    public void execute(Runnable task) {
        start(TaskName.take(task), task);
    }

    @Override
    public Future<?> submit(Runnable task) {
        FutureTask<?> future = new FutureTask<>(task, null);
        start(TaskName.take(task), future);
        return future;
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        start(TaskName.take(task), future);
        return future;
    }

    @Override
    public CompletableFuture<Void> submitCompletable(Runnable task) {
        String name = TaskName.take(task);
        return CompletableFuture.runAsync(task, async -> start(name, async));
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submitCompletable(Callable<T> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        start(TaskName.take(task), () -> {
            try {
                future.complete(task.call());
            } catch (Throwable failure) {
                future.completeExceptionally(failure);
            }
        });
        return future;
    }

    private void start(String name, Runnable task) {
        if (limits.isFull(group)) {
            throw new TaskRejectedException("group '" + group.name() + "' has " + limits.capacity()
                    + " tasks, running or waiting, which is all that spring.task.execution permits: task '" + name
                    + "' is rejected");
        }
        Runnable decorated = task;
        for (TaskDecorator decorator : decorators) {
            decorated = decorator.decorate(decorated);
        }
        try {
            group.start(name, decorated::run);
        } catch (WaitGroupClosedException refused) {
            throw new TaskRejectedException(String.valueOf(refused.getMessage()), refused);
        }
    }

    @Override
    public String toString() {
        return "GroupTaskExecutor[" + group.name() + "]";
    }
}

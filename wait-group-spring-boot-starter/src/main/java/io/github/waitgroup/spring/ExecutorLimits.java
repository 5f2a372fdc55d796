package io.github.waitgroup.spring;

import io.github.waitgroup.Group;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.task.TaskExecutionProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;

/**
 * The limits of Boot's {@code applicationTaskExecutor} that hold for the group in its place.
 *
 * @param concurrency how many tasks run at the same time at most; null if there is no limit
 * @param capacity how many tasks are accepted at most, running or waiting; null if there is no limit
 */
public record ExecutorLimits(
        @Nullable Integer concurrency, @Nullable Integer capacity) {

    /*
     * Boot's pool starts more than core-size threads when its queue is full, and then up to max-size. A group has no
     * such order. With a bounded queue it may run as many as the pool ever may, which is any number if max-size has no
     * bound: a limit would block tasks that wait for others. With an unbounded queue the pool never has more than
     * core-size.
     */

    private static final ExecutorLimits NONE = new ExecutorLimits(null, null);

    private static final int UNBOUNDED = Integer.MAX_VALUE;

    /**
     * The limits for the group of Spring's own asynchrony. There are none if it has a limit in its own settings, or if
     * it is a group that other tasks use as well.
     *
     * @param properties the settings of the groups
     * @param environment the settings of Boot's executor
     * @return the limits
     */
    static ExecutorLimits of(WaitGroupProperties properties, Environment environment) {
        String group = properties.async().group();
        if (!properties.isOnlyForAsync(group) || properties.settings(group).limit() != null) {
            return NONE;
        }
        TaskExecutionProperties executor =
                Binder.get(environment).bindOrCreate("spring.task.execution", TaskExecutionProperties.class);
        return Threading.VIRTUAL.isActive(environment) ? of(executor.getSimple()) : of(executor.getPool());
    }

    /**
     * The limits with which a group was created. There are none if the application has created it.
     *
     * @param beans the factory of the group
     * @param groupBean the name of the group's bean
     * @return the limits
     */
    public static ExecutorLimits of(ConfigurableListableBeanFactory beans, String groupBean) {
        return new GroupBeans(beans).attribute(groupBean, GroupBeans.EXECUTOR_LIMITS) instanceof ExecutorLimits limits
                ? limits
                : NONE;
    }

    /**
     * Whether an executor with these limits rejects a task.
     *
     * @param group the group that was created with these limits
     * @return true if it has as many tasks as it accepts
     */
    public boolean isFull(Group group) {
        return capacity != null
                && concurrency != null
                && group.waiting() >= capacity - concurrency // seldom true, and cheaper to ask than the counts
                && group.counts().active() >= capacity; // as good as exact: few callers come between
    }

    private static ExecutorLimits of(TaskExecutionProperties.Simple executor) {
        Integer limit = executor.getConcurrencyLimit();
        if (limit == null || limit < 1) {
            return NONE;
        }
        return new ExecutorLimits(limit, executor.isRejectTasksWhenLimitReached() ? limit : null);
    }

    private static ExecutorLimits of(TaskExecutionProperties.Pool executor) {
        int core = Math.max(1, executor.getCoreSize()); // without one, the pool runs a single thread
        int max = Math.max(core, executor.getMaxSize());
        int queue = Math.max(0, executor.getQueueCapacity());
        if (queue == UNBOUNDED) {
            return new ExecutorLimits(core, null);
        }
        if (max == UNBOUNDED) {
            return NONE;
        }
        return new ExecutorLimits(max, (int) Math.min(UNBOUNDED, (long) max + queue));
    }
}

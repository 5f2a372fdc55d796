package io.github.waitgroup.spring.endpoint;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A group. At any moment, {@code accepted = completed + failed + active}.
 *
 * @param name the name of the group
 * @param state where the group stands
 * @param active tasks that have not ended
 * @param accepted tasks that the group has taken on
 * @param completed those of them that ended normally
 * @param failed those of them that threw
 * @param refused tasks that came while the group was stopping or stopped
 * @param timeout how long the group has to drain
 * @param phase the lifecycle phase in which it drains
 * @param deadline by when it is to have drained; null until it is told to stop
 * @param drain the drain that is under way; null if there is none
 * @param latestDrain how its latest drain ended; null if there was none
 * @param tasks the active tasks, oldest first; null where all groups are listed
 */
public record GroupDescriptor(
        String name,
        Group.State state,
        long active,
        long accepted,
        long completed,
        long failed,
        long refused,
        Duration timeout,
        int phase,
        @Nullable Instant deadline,
        @Nullable DrainProgressDescriptor drain,
        @Nullable DrainDescriptor latestDrain,
        @Nullable List<TaskDescriptor> tasks)
        implements OperationResponseBody {

    static GroupDescriptor of(
            ManagedGroup managed,
            @Nullable DrainProgressDescriptor drain,
            @Nullable DrainDescriptor latestDrain,
            @Nullable List<TaskDescriptor> tasks) {
        TaskCounts counts = managed.group().counts();
        return new GroupDescriptor(
                managed.name(),
                managed.group().state(),
                counts.active(),
                counts.accepted(),
                counts.completed(),
                counts.failed(),
                counts.refused(),
                managed.settings().timeout(),
                managed.phase(),
                managed.group().context().deadline(),
                drain,
                latestDrain,
                tasks);
    }

    /**
     * A drain that is under way.
     *
     * @param since when it began
     * @param time how long it may take
     * @param activeAtStart tasks that were active when it began
     */
    public record DrainProgressDescriptor(Instant since, Duration time, int activeAtStart) {

        static DrainProgressDescriptor of(GroupDrains.Progress progress) {
            return new DrainProgressDescriptor(progress.since(), progress.time(), progress.activeAtStart());
        }
    }

    /**
     * An active task.
     *
     * @param name the name of the task
     * @param thread the name of its thread
     * @param startedAt when it was accepted
     * @param age how long ago that was
     * @param stack where it is, innermost frame first; null unless stacks are shown
     */
    public record TaskDescriptor(
            String name,
            String thread,
            Instant startedAt,
            Duration age,
            @Nullable List<String> stack) {

        static TaskDescriptor of(ActiveTask task, boolean withStack) {
            return new TaskDescriptor(
                    task.name(), task.threadName(), task.startedAt(), task.age(), Stack.of(task::stack, withStack));
        }
    }
}

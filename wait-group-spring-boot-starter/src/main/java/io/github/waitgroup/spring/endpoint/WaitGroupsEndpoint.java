package io.github.waitgroup.spring.endpoint;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.shutdown.ShutdownPlan;
import io.github.waitgroup.spring.shutdown.ShutdownPlanner;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** Shows the groups: how many tasks each has in flight and, for one of them, which. */
@Endpoint(id = "waitgroups")
public final class WaitGroupsEndpoint {

    private final GroupRegistry groups;
    private final GroupDrains drains;
    private final ShutdownPlanner planner;

    WaitGroupsEndpoint(GroupRegistry groups, GroupDrains drains, ShutdownPlanner planner) {
        this.groups = groups;
        this.drains = drains;
        this.planner = planner;
    }

    /**
     * All groups and the shutdown plan.
     *
     * @return a descriptor of each group, by name, and the plan
     */
    @ReadOperation
    public GroupsDescriptor groups() {
        Map<String, GroupDescriptor> descriptors = new LinkedHashMap<>();
        groups.managed().forEach(managed -> descriptors.put(managed.name(), describe(managed, null)));
        return new GroupsDescriptor(descriptors, planner.plan());
    }

    /**
     * One group and its active tasks.
     *
     * @param name the name of the group
     * @return the descriptor; null if there is no such group
     */
    @ReadOperation
    public @Nullable GroupDescriptor group(@Selector String name) {
        return groups.findManaged(name)
                .map(managed -> describe(managed, managed.group().activeTasks()))
                .orElse(null);
    }

    private GroupDescriptor describe(ManagedGroup managed, @Nullable List<ActiveTask> tasks) {
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
                drains.latest(managed.name()).map(DrainDescriptor::of).orElse(null),
                tasks == null ? null : tasks.stream().map(TaskDescriptor::of).toList());
    }

    /**
     * All groups and the shutdown plan.
     *
     * @param groups a descriptor of each, by name
     * @param shutdownPlan how long the shutdown takes if everything takes as long as it may
     */
    public record GroupsDescriptor(Map<String, GroupDescriptor> groups, ShutdownPlan shutdownPlan)
            implements OperationResponseBody {}

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
            @Nullable DrainDescriptor latestDrain,
            @Nullable List<TaskDescriptor> tasks)
            implements OperationResponseBody {}

    /**
     * An active task.
     *
     * @param name the name of the task
     * @param thread the name of its thread
     * @param startedAt when it was accepted
     * @param age how long ago that was
     */
    public record TaskDescriptor(String name, String thread, Instant startedAt, Duration age) {

        static TaskDescriptor of(ActiveTask task) {
            return new TaskDescriptor(task.name(), task.threadName(), task.startedAt(), task.age());
        }
    }
}

package io.github.waitgroup.spring.endpoint;

import io.github.waitgroup.DrainReport;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.endpoint.GroupDescriptor.TaskDescriptor;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.shutdown.GroupStopper;
import io.github.waitgroup.spring.shutdown.ShutdownPlanner;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import io.github.waitgroup.spring.worker.DrainRehearsals;
import io.github.waitgroup.spring.worker.RehearsalReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows the groups: how many tasks each has in flight and, for one of them, which.
 *
 * <p>Stacks are shown to those whom {@code management.endpoint.waitgroups.show-stacks} allows. Nothing can be changed unless {@code
 * management.endpoint.waitgroups.access=unrestricted}.
 */
@Endpoint(id = "waitgroups", defaultAccess = Access.READ_ONLY)
public final class WaitGroupsEndpoint {

    private final GroupRegistry groups;
    private final GroupDrains drains;
    private final ShutdownTimeline timeline;
    private final ShutdownPlanner planner;
    private final GroupStopper stopper;
    private final DrainRehearsals rehearsals;
    private final WaitGroupsEndpointProperties properties;

    WaitGroupsEndpoint(
            GroupRegistry groups,
            GroupDrains drains,
            ShutdownTimeline timeline,
            ShutdownPlanner planner,
            GroupStopper stopper,
            DrainRehearsals rehearsals,
            WaitGroupsEndpointProperties properties) {
        this.groups = groups;
        this.drains = drains;
        this.timeline = timeline;
        this.planner = planner;
        this.stopper = stopper;
        this.rehearsals = rehearsals;
        this.properties = properties;
    }

    /**
     * All groups, the shutdown plan, and what has happened of it.
     *
     * @param security who asks
     * @return a descriptor of each group, by name, the plan, and the timeline
     */
    @ReadOperation
    public GroupsDescriptor groups(SecurityContext security) {
        boolean withStacks = properties.areStacksShown(security);
        Map<String, GroupDescriptor> descriptors = new LinkedHashMap<>();
        groups.managed().forEach(managed -> descriptors.put(managed.name(), describe(managed, null, withStacks)));
        return new GroupsDescriptor(
                descriptors,
                planner.plan(),
                timeline.entries().stream().map(EventDescriptor::of).toList());
    }

    /**
     * One group and its active tasks.
     *
     * @param security who asks
     * @param name the name of the group
     * @return the descriptor; null if there is no such group
     */
    @ReadOperation
    public @Nullable GroupDescriptor group(SecurityContext security, @Selector String name) {
        boolean withStacks = properties.areStacksShown(security);
        return groups.findManaged(name)
                .map(managed -> describe(managed, tasks(managed, withStacks), withStacks))
                .orElse(null);
    }

    /**
     * Does something with one group.
     *
     * @param security who asks
     * @param name the name of the group
     * @param action what to do
     * @param timeout how long a rehearsal waits at most; by default as long as a drain
     * @return a {@link DrainDescriptor} after a stop, a {@link RehearsalDescriptor} after a rehearsal
     * @throws InterruptedException if the current thread is interrupted while it waits
     */
    @WriteOperation
    @RegisterReflectionForBinding({DrainDescriptor.class, RehearsalDescriptor.class}) // the return type does not tell
    public OperationResponseBody act(
            SecurityContext security, @Selector String name, @Selector Action action, @Nullable Duration timeout)
            throws InterruptedException {
        ManagedGroup managed =
                groups.findManaged(name).orElseThrow(() -> badRequest("there is no group '" + name + "'", null));
        boolean withStacks = properties.areStacksShown(security);
        return switch (action) {
            case STOP -> DrainDescriptor.of(stop(managed, timeout), withStacks);
            case REHEARSE -> RehearsalDescriptor.of(rehearse(managed, timeout), withStacks);
        };
    }

    private DrainReport stop(ManagedGroup managed, @Nullable Duration timeout) {
        if (timeout != null) {
            throw badRequest(
                    "'timeout' is for a rehearsal; group '" + managed.name() + "' stops within its own time", null);
        }
        return stopper.stop(managed);
    }

    private RehearsalReport rehearse(ManagedGroup managed, @Nullable Duration timeout) throws InterruptedException {
        try {
            return rehearsals.rehearse(
                    managed.name(), timeout == null ? managed.settings().timeout() : timeout);
        } catch (IllegalStateException notNow) {
            throw badRequest(String.valueOf(notNow.getMessage()), notNow);
        }
    }

    private static InvalidEndpointRequestException badRequest(String reason, @Nullable Exception cause) {
        return new InvalidEndpointRequestException(reason, reason, cause);
    }

    private static List<TaskDescriptor> tasks(ManagedGroup managed, boolean withStacks) {
        return managed.group().activeTasks().stream()
                .map(task -> TaskDescriptor.of(task, withStacks))
                .toList();
    }

    private GroupDescriptor describe(ManagedGroup managed, @Nullable List<TaskDescriptor> tasks, boolean withStacks) {
        return GroupDescriptor.of(
                managed,
                drains.current(managed.name())
                        .map(GroupDescriptor.DrainProgressDescriptor::of)
                        .orElse(null),
                drains.latest(managed.name())
                        .map(report -> DrainDescriptor.of(report, withStacks))
                        .orElse(null),
                tasks);
    }

    /** What can be done with a group. */
    public enum Action {
        /** Stop it, as when the application closes, and wait. */
        STOP,
        /** Rehearse its drain. */
        REHEARSE
    }
}

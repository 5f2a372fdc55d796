package io.github.waitgroup.spring.endpoint;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.shutdown.ShutdownPlan;
import io.github.waitgroup.spring.shutdown.ShutdownPlanner;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import io.github.waitgroup.spring.worker.DrainRehearsals;
import io.github.waitgroup.spring.worker.RehearsalReport;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
 * The endpoint that shows the groups: the number of tasks that each has in flight and, for one group, the tasks. It can
 * also stop one group, or rehearse its drain.
 *
 * <p>Stacks are shown to users whom {@code management.endpoint.waitgroups.show-stacks} allows. By default the endpoint
 * only reads; {@code management.endpoint.waitgroups.access=unrestricted} permits the other operations.
 */
@Endpoint(id = "waitgroups", defaultAccess = Access.READ_ONLY)
public final class WaitGroupsEndpoint {

    private static final int MAX_STRAGGLERS = 100;

    private final GroupRegistry groups;
    private final GroupDrains drains;
    private final ShutdownTimeline timeline;
    private final ShutdownPlanner planner;
    private final DrainRehearsals rehearsals;
    private final WaitGroupsEndpointProperties properties;

    WaitGroupsEndpoint(
            GroupRegistry groups,
            GroupDrains drains,
            ShutdownTimeline timeline,
            ShutdownPlanner planner,
            DrainRehearsals rehearsals,
            WaitGroupsEndpointProperties properties) {
        this.groups = groups;
        this.drains = drains;
        this.timeline = timeline;
        this.planner = planner;
        this.rehearsals = rehearsals;
        this.properties = properties;
    }

    /**
     * All groups, the shutdown plan and the events so far.
     *
     * @param security the security context of the request
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
     * @param security the security context of the request
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
     * Stops one group, or rehearses its drain.
     *
     * @param security the security context of the request
     * @param name the name of the group
     * @param action the action
     * @param timeout how long a rehearsal waits at most; by default as long as a drain
     * @return a {@link DrainDescriptor} after a stop, a {@link RehearsalDescriptor} after a rehearsal
     * @throws InterruptedException if the current thread is interrupted while it waits
     */
    @WriteOperation
    @RegisterReflectionForBinding({DrainDescriptor.class, RehearsalDescriptor.class}) // not visible in the return type
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
        return drains.stop(managed);
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
        TaskCounts counts = managed.group().counts();
        return new GroupDescriptor(
                managed.name(),
                managed.group().state(),
                counts.active(),
                counts.accepted(),
                counts.completed(),
                counts.failed(),
                counts.refused(),
                limit(managed.group()),
                managed.group().waiting(),
                managed.settings().timeout(),
                managed.phase(),
                managed.group().context().deadline(),
                drains.current(managed.name()).orElse(null),
                drains.latest(managed.name())
                        .map(report -> DrainDescriptor.of(report, withStacks))
                        .orElse(null),
                tasks);
    }

    private static @Nullable Integer limit(Group group) {
        return group.limit().isPresent() ? group.limit().getAsInt() : null;
    }

    /** The frames, innermost first; null unless they are shown, and then not even looked up. */
    private static @Nullable List<String> frames(Supplier<List<StackTraceElement>> stack, boolean areShown) {
        return areShown ? stack.get().stream().map(StackTraceElement::toString).toList() : null;
    }

    /** An action on a group. */
    public enum Action {
        /** Stop the group, as when the application closes, and wait. */
        STOP,
        /** Rehearse the drain of the group. */
        REHEARSE
    }

    /**
     * All groups, the shutdown plan and the events so far.
     *
     * @param groups a descriptor of each group, by name
     * @param shutdownPlan the longest time that each step of the shutdown and all of them take
     * @param timeline the events so far, oldest first; empty until a group is stopped
     */
    public record GroupsDescriptor(
            Map<String, GroupDescriptor> groups, ShutdownPlan shutdownPlan, List<EventDescriptor> timeline)
            implements OperationResponseBody {}

    /**
     * A group. At any moment, {@code accepted = completed + failed + active}.
     *
     * @param name the name of the group
     * @param state the state of the group
     * @param active tasks that have not ended
     * @param accepted tasks that the group has accepted
     * @param completed those of them that ended normally
     * @param failed those of them that threw
     * @param refused tasks that came while the group was stopping or stopped
     * @param limit how many of its tasks run at the same time at most; null if there is no limit
     * @param waiting the active tasks that wait for their turn
     * @param timeout how long the group may take to drain
     * @param phase the lifecycle phase in which it drains
     * @param deadline when its drain ends at the latest; null until a deadline is announced
     * @param drain the drain that is under way; null if there is none
     * @param latestDrain the report of its latest drain; null if there was none
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
            @Nullable Integer limit,
            int waiting,
            Duration timeout,
            int phase,
            @Nullable Instant deadline,
            GroupDrains.@Nullable Progress drain,
            @Nullable DrainDescriptor latestDrain,
            @Nullable List<TaskDescriptor> tasks)
            implements OperationResponseBody {}

    /**
     * An active task.
     *
     * @param id distinguishes the task from others of its name in the group
     * @param name the name of the task
     * @param thread the name of its thread
     * @param waiting whether it waits for its turn, and has no thread
     * @param startedAt when it was accepted
     * @param age the time since then
     * @param stack where it is, innermost frame first; null unless stacks are shown
     */
    public record TaskDescriptor(
            long id,
            String name,
            String thread,
            boolean waiting,
            Instant startedAt,
            Duration age,
            @Nullable List<String> stack) {

        private static TaskDescriptor of(ActiveTask task, boolean withStack) {
            return new TaskDescriptor(
                    task.id(),
                    task.name(),
                    task.threadName(),
                    task.isWaiting(),
                    task.startedAt(),
                    task.age(),
                    frames(task::stack, withStack));
        }
    }

    /**
     * The report of a drain that has ended.
     *
     * @param drained whether all tasks ended in time
     * @param activeAtStart tasks that were active when the drain began
     * @param followUps tasks that were accepted after that
     * @param interrupted tasks that were interrupted meanwhile
     * @param activeAtEnd tasks that were still active at its end
     * @param elapsed how long it took
     * @param stragglers the tasks that were still active at its end, oldest first, a hundred at most
     * @param refused tasks that were refused from the begin of the stop until then
     * @param firstRefused the first few of them with different names, and the threads that offered them
     */
    public record DrainDescriptor(
            boolean drained,
            int activeAtStart,
            long followUps,
            int interrupted,
            int activeAtEnd,
            Duration elapsed,
            List<StragglerDescriptor> stragglers,
            long refused,
            List<DrainReport.Refusal> firstRefused)
            implements OperationResponseBody {

        private static DrainDescriptor of(DrainReport report, boolean withStacks) {
            return new DrainDescriptor(
                    report.isDrained(),
                    report.activeAtStart(),
                    report.followUps(),
                    report.interrupted(),
                    report.activeAtEnd(),
                    report.elapsed(),
                    report.stragglers().stream()
                            .limit(MAX_STRAGGLERS)
                            .map(straggler -> StragglerDescriptor.of(straggler, withStacks))
                            .toList(),
                    report.refusals().count(),
                    report.refusals().first());
        }
    }

    /**
     * A task that was still active when the time of a drain was up.
     *
     * @param id distinguishes the task from others of its name in the group
     * @param name the name of the task
     * @param age the time from its acceptance until then
     * @param sinceStop the time from its stop signal until then
     * @param interrupted whether it was interrupted
     * @param place the kind of place where it was
     * @param stack where it was, innermost frame first; null unless stacks are shown
     */
    public record StragglerDescriptor(
            long id,
            String name,
            Duration age,
            Duration sinceStop,
            boolean interrupted,
            DrainReport.Place place,
            @Nullable List<String> stack) {

        private static StragglerDescriptor of(DrainReport.Straggler straggler, boolean withStack) {
            return new StragglerDescriptor(
                    straggler.id(),
                    straggler.task(),
                    straggler.age(),
                    straggler.sinceStop(),
                    straggler.interrupted(),
                    straggler.place(),
                    frames(straggler::stack, withStack));
        }
    }

    /**
     * The report of a rehearsal.
     *
     * @param clean whether any tasks have taken part, and all of them have reacted in time and thrown nothing
     * @param reactions the reaction of each task that took part
     * @param unwilling names of the other tasks that were active, oldest first, a hundred at most
     */
    public record RehearsalDescriptor(boolean clean, List<ReactionDescriptor> reactions, List<String> unwilling)
            implements OperationResponseBody {

        private static RehearsalDescriptor of(RehearsalReport report, boolean withStacks) {
            return new RehearsalDescriptor(
                    report.isClean(),
                    report.reactions().stream()
                            .map(reaction -> new ReactionDescriptor(
                                    reaction.task(),
                                    reaction.after(),
                                    reaction.failure(),
                                    withStacks ? reaction.stack() : null))
                            .toList(),
                    report.unwilling());
        }
    }

    /**
     * The reaction of one task to a rehearsal.
     *
     * @param task the name of the task
     * @param after how long it took to end; null if it did not end in time
     * @param failure the exception that it threw then; null if there was none
     * @param stack where it was when the time was up; null unless stacks are shown
     */
    public record ReactionDescriptor(
            String task,
            @Nullable Duration after,
            @Nullable String failure,
            @Nullable List<String> stack) {}

    /**
     * An event of the shutdown.
     *
     * @param at when it happened
     * @param event the kind of event, by its name in the log
     * @param group the name of the group that it happened to; null if it concerns the application
     * @param active how many tasks of the group were active then; null if it concerns the application
     * @param message the event as a sentence
     */
    public record EventDescriptor(
            Instant at,
            String event,
            @Nullable String group,
            @Nullable Integer active,
            String message) {

        private static EventDescriptor of(ShutdownTimeline.Entry entry) {
            return new EventDescriptor(
                    entry.at(), entry.event().toString(), entry.group(), entry.active(), entry.message());
        }
    }
}

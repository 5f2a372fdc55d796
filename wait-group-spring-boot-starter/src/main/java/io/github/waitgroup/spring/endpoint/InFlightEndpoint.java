package io.github.waitgroup.spring.endpoint;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.TaskOrigin;
import io.github.waitgroup.spring.report.TasksInFlight;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The endpoint that shows what is in flight in the whole application, by age. {@link InFlightWebExtension} adds an
 * answer for probes.
 *
 * <p>Stacks are shown to users whom {@code management.endpoint.inflight.show-stacks} allows. By default the endpoint
 * only reads; {@code management.endpoint.inflight.access=unrestricted} permits to write the list to the log.
 */
@Endpoint(id = "inflight", defaultAccess = Access.READ_ONLY)
public final class InFlightEndpoint {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final TasksInFlight tasks;
    private final InFlightEndpointProperties properties;

    InFlightEndpoint(TasksInFlight tasks, InFlightEndpointProperties properties) {
        this.tasks = tasks;
        this.properties = properties;
    }

    /**
     * The tasks of all groups.
     *
     * @param security the security context of the request
     * @param limit the limit of the tasks that are listed, 1 to 1,000; 100 by default
     * @return the oldest tasks, and the number of all
     */
    @ReadOperation
    public InFlightDescriptor tasks(SecurityContext security, @Nullable Integer limit) {
        int listed = limit == null ? DEFAULT_LIMIT : limit;
        if (listed < 1 || listed > MAX_LIMIT) {
            throw new InvalidEndpointRequestException(
                    "'limit' must be between 1 and " + MAX_LIMIT, "'limit' is out of range");
        }
        boolean withStacks = properties.areStacksShown(security);
        List<TaskDescriptor> oldest = tasks.oldest(listed).stream()
                .map(task -> TaskDescriptor.of(task, withStacks))
                .toList();
        return new InFlightDescriptor(tasks.total(), tasks.longRunning(), oldest);
    }

    /** Writes the tasks of all groups with their stacks to the log, as one entry. */
    @WriteOperation
    public void dump() {
        tasks.logDump();
    }

    /**
     * What is in flight.
     *
     * @param total the number of active tasks in all groups
     * @param longRunning those of them that are meant to last, such as streams and workers
     * @param tasks the oldest tasks, oldest first
     */
    public record InFlightDescriptor(long total, long longRunning, List<TaskDescriptor> tasks)
            implements OperationResponseBody {}

    /**
     * An active task.
     *
     * @param group the name of its group
     * @param id distinguishes the task from others of its name in the group
     * @param name the name of the task
     * @param thread the name of its thread
     * @param waiting whether it waits for its turn, and has no thread
     * @param startedAt when it was accepted
     * @param age the time since then
     * @param longRunning whether it is meant to last
     * @param startedBy the work that has started it, and whether that has ended; null if it is not known
     * @param stack where it is, innermost frame first; null unless stacks are shown
     */
    public record TaskDescriptor(
            String group,
            long id,
            String name,
            String thread,
            boolean waiting,
            Instant startedAt,
            Duration age,
            boolean longRunning,
            @Nullable TaskOrigin startedBy,
            @Nullable List<String> stack) {

        private static TaskDescriptor of(ActiveTask task, boolean withStack) {
            return new TaskDescriptor(
                    task.group(),
                    task.id(),
                    task.name(),
                    task.threadName(),
                    task.isWaiting(),
                    task.startedAt(),
                    task.age(),
                    task.isLongRunning(),
                    task.startedBy(),
                    withStack
                            ? task.stack().stream()
                                    .map(StackTraceElement::toString)
                                    .toList()
                            : null);
        }
    }
}

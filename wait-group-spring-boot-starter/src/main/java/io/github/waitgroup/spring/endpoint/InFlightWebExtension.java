package io.github.waitgroup.spring.endpoint;

import io.github.waitgroup.spring.report.TasksInFlight;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The small answer of the endpoint for probes and {@code preStop} hooks, whose status says whether anything is in
 * flight. Tasks that are meant to last do not count: they end only when the shutdown signals them, so a hook that
 * waits for them before the shutdown begins would wait for nothing.
 */
@EndpointWebExtension(endpoint = InFlightEndpoint.class)
public final class InFlightWebExtension {

    private static final String DRAINED = "drained";

    private final TasksInFlight tasks;

    InFlightWebExtension(TasksInFlight tasks) {
        this.tasks = tasks;
    }

    /**
     * Whether nothing is in flight at this moment.
     *
     * @param question {@code drained}
     * @return status 200 if nothing but long-running tasks is in flight, or else 503; null if the question is another
     */
    @ReadOperation
    public @Nullable WebEndpointResponse<DrainedDescriptor> drained(@Selector String question) {
        if (!question.equals(DRAINED)) {
            return null;
        }
        long longRunning = tasks.longRunning();
        long inFlight = Math.max(0, tasks.total() - longRunning);
        return new WebEndpointResponse<>(
                new DrainedDescriptor(inFlight, longRunning),
                inFlight == 0 ? WebEndpointResponse.STATUS_OK : WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
    }

    /**
     * The numbers of tasks in flight.
     *
     * @param inFlight active tasks that end by themselves
     * @param longRunning active tasks that are meant to last, which do not count
     */
    public record DrainedDescriptor(long inFlight, long longRunning) implements OperationResponseBody {}
}

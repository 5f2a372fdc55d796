package io.github.waitgroup.spring.endpoint;

import io.github.waitgroup.spring.shutdown.ShutdownPlan;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * All groups, the shutdown plan, and what has happened of it.
 *
 * @param groups a descriptor of each, by name
 * @param shutdownPlan how long the shutdown takes if everything takes as long as it may
 * @param timeline what has happened so far, oldest first; empty until a group is stopped
 */
public record GroupsDescriptor(
        Map<String, GroupDescriptor> groups, ShutdownPlan shutdownPlan, List<EventDescriptor> timeline)
        implements OperationResponseBody {}

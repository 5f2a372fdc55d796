package io.github.waitgroup.spring.endpoint;

import io.github.waitgroup.spring.worker.RehearsalReport;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * How the tasks of a group would have reacted to a stop.
 *
 * @param clean whether any have taken part, and all of them have reacted in time and thrown nothing
 * @param reactions of those that take part
 * @param unwilling names of the other tasks that were active, oldest first, a hundred at most
 */
public record RehearsalDescriptor(boolean clean, List<ReactionDescriptor> reactions, List<String> unwilling)
        implements OperationResponseBody {

    static RehearsalDescriptor of(RehearsalReport report, boolean withStacks) {
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

    /**
     * How one task reacted.
     *
     * @param task the name of the task
     * @param after how long it took to end; null if it did not end in time
     * @param failure what it threw then; null if nothing
     * @param stack where it was when the time was up; null unless stacks are shown
     */
    public record ReactionDescriptor(
            String task,
            @Nullable Duration after,
            @Nullable String failure,
            @Nullable List<String> stack) {}
}

package io.github.waitgroup.sample.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows, at one moment. Moments are in milliseconds since 1970 and durations in milliseconds, as the page
 * calculates with them.
 *
 * @param at when it was taken
 * @param startedAt when the process was started; by it the page sees that it talks to another process
 * @param groups by name
 * @param timeline the latest events of the shutdown, oldest first
 */
record Snapshot(long at, long startedAt, List<GroupView> groups, List<EventView> timeline) {

    /**
     * A group. {@code accepted = completed + failed + active}.
     *
     * @param state as the core calls it, in lower case
     * @param timeout how long it has to drain
     * @param tasks the oldest active tasks, oldest first
     * @param drain the drain that is under way; null if there is none
     * @param stragglers what was active when the time of the latest drain was up, oldest first
     */
    record GroupView(
            String name,
            String state,
            long active,
            long accepted,
            long completed,
            long failed,
            long refused,
            long timeout,
            List<TaskView> tasks,
            @Nullable DrainView drain,
            List<StragglerView> stragglers) {}

    /**
     * An active task.
     *
     * @param startedBy the name of the request, message or schedule that has started it; null if that is not known
     * @param outlives whether that has ended
     */
    record TaskView(String name, long age, @Nullable String startedBy, boolean outlives) {}

    /** A drain that is under way. */
    record DrainView(long since, long time, int activeAtStart) {}

    /**
     * A task that was active when the time was up.
     *
     * @param age how long ago it was accepted, then
     * @param sinceStop how long ago it was signalled, then
     * @param frame where it was, the innermost frame that is not the JDK's; null if that is not known
     */
    record StragglerView(
            String name,
            long age,
            long sinceStop,
            boolean interrupted,
            @Nullable String frame) {}

    /** An event of the shutdown, as in the log. */
    record EventView(
            long at,
            String event,
            @Nullable String group,
            @Nullable Integer active,
            String message) {}
}

package io.github.waitgroup.spring.worker;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a rehearsal: how tasks of a group would have reacted to a stop.
 *
 * @param group the name of the group
 * @param reactions the reactions of the workers that take part: {@code @GroupWorker(rehearsable = true)}
 * @param unwilling the names of the other active tasks, oldest first, a hundred at most: they were not signalled
 */
public record RehearsalReport(String group, List<Reaction> reactions, List<String> unwilling) {

    /**
     * Creates a report with its own copies of the lists.
     *
     * @param group the name of the group
     * @param reactions the reactions of the workers that take part
     * @param unwilling the names of the other active tasks
     */
    public RehearsalReport {
        reactions = List.copyOf(reactions);
        unwilling = List.copyOf(unwilling);
    }

    /**
     * Whether at least one worker has taken part, and all that have taken part ended in time without a failure.
     *
     * @return whether all is well; false if no worker took part, since the rehearsal shows nothing then
     */
    public boolean isClean() {
        return !reactions.isEmpty()
                && reactions.stream().allMatch(reaction -> reaction.after() != null && reaction.failure() == null);
    }

    /**
     * The reaction of one task.
     *
     * @param task the name of the task
     * @param after the time that it took to end; null if it did not end in time
     * @param failure the failure that it ended with, as text; null if there was none
     * @param stack its stack when the time was up, innermost frame first; empty if it had ended
     */
    public record Reaction(
            String task, @Nullable Duration after, @Nullable String failure, List<String> stack) {

        /**
         * Creates a reaction with its own copy of the stack.
         *
         * @param task the name of the task
         * @param after the time that it took to end
         * @param failure the failure that it ended with
         * @param stack its stack when the time was up
         */
        public Reaction {
            stack = List.copyOf(stack);
        }
    }
}

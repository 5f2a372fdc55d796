package io.github.waitgroup.spring.worker;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the tasks of a group would have reacted to a stop.
 *
 * @param group the name of the group
 * @param reactions of those that take part: {@code @GroupWorker(rehearsable = true)}
 * @param unwilling names of the other tasks that were active, oldest first, a hundred at most: they were told nothing
 */
public record RehearsalReport(String group, List<Reaction> reactions, List<String> unwilling) {

    /**
     * Creates a report with its own copies of the lists.
     *
     * @param group the name of the group
     * @param reactions of those that take part
     * @param unwilling names of the others
     */
    public RehearsalReport {
        reactions = List.copyOf(reactions);
        unwilling = List.copyOf(unwilling);
    }

    /**
     * Whether any have taken part, and all of them have reacted in time and thrown nothing.
     *
     * @return whether there is nothing to mend; false if the rehearsal says nothing because nobody was told
     */
    public boolean isClean() {
        return !reactions.isEmpty()
                && reactions.stream().allMatch(reaction -> reaction.after() != null && reaction.failure() == null);
    }

    /**
     * How one task reacted.
     *
     * @param task the name of the task
     * @param after how long it took to end; null if it did not end in time
     * @param failure what it threw then; null if nothing
     * @param stack where it was when the time was up, innermost frame first; empty if it had ended
     */
    public record Reaction(
            String task, @Nullable Duration after, @Nullable String failure, List<String> stack) {

        /**
         * Creates a reaction with its own copy of the stack.
         *
         * @param task the name of the task
         * @param after how long it took to end
         * @param failure what it threw then
         * @param stack where it was when the time was up
         */
        public Reaction {
            stack = List.copyOf(stack);
        }
    }
}

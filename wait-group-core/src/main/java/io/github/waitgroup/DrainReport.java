package io.github.waitgroup;

import java.time.Duration;
import java.util.List;

/**
 * How the stop of a {@link Group} ended.
 *
 * <p>Origin: the counts before and after that Kubernetes' {@code RateLimitedSafeWaitGroup} returns, plus the names and stacks
 * that its users miss.
 *
 * @param group the name of the group
 * @param activeAtStart how many tasks were active when the stop began
 * @param elapsed how long the stop took
 * @param stragglers the tasks that were still active at the end, oldest first; empty if the group has drained
 */
public record DrainReport(String group, int activeAtStart, Duration elapsed, List<Straggler> stragglers) {

    /**
     * Creates a report with its own copy of the stragglers.
     *
     * @param group the name of the group
     * @param activeAtStart how many tasks were active when the stop began
     * @param elapsed how long the stop took
     * @param stragglers the tasks that were still active at the end
     */
    public DrainReport {
        stragglers = List.copyOf(stragglers);
    }

    /**
     * Whether all tasks have ended in time.
     *
     * @return true if nothing is left
     */
    public boolean isDrained() {
        return stragglers.isEmpty();
    }

    /**
     * How many tasks were still active at the end.
     *
     * @return the number of stragglers
     */
    public int activeAtEnd() {
        return stragglers.size();
    }

    /**
     * A readable account of bounded length: one line, and for each place where stragglers are, another that names them and the
     * stack.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Group '").append(group).append("' has ");
        if (isDrained()) {
            text.append("drained: ").append(tasks(activeAtStart)).append(" in ").append(Nanos.format(elapsed));
        } else {
            text.append("not drained: ").append(tasks(activeAtEnd())).append(" still active after ");
            text.append(Nanos.format(elapsed))
                    .append(", of ")
                    .append(activeAtStart)
                    .append(" when the stop began");
        }
        StragglerText.append(text, stragglers);
        return text.toString();
    }

    private static String tasks(int number) {
        return number == 1 ? "1 task" : number + " tasks";
    }

    /**
     * A task that was still active when the time was up.
     *
     * @param task the name of the task
     * @param age how long ago it was accepted
     * @param sinceStop how long ago it was told to stop
     * @param interrupted whether it was interrupted
     * @param stack where it was, innermost frame first; empty if it ended while the report was written, or if there are so
     *     many stragglers that only the stacks of the {@value Group#MAX_STACKS} oldest were taken
     */
    public record Straggler(
            String task, Duration age, Duration sinceStop, boolean interrupted, List<StackTraceElement> stack) {

        /**
         * Creates an entry with its own copy of the stack.
         *
         * @param task the name of the task
         * @param age how long ago it was accepted
         * @param sinceStop how long ago it was told to stop
         * @param interrupted whether it was interrupted
         * @param stack where it was, innermost frame first
         */
        public Straggler {
            stack = List.copyOf(stack);
        }
    }
}

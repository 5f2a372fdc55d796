package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How the stop of a {@link Group} ended.
 *
 * <p>Of all tasks, {@code activeAtStart + followUps}, those that are not among the stragglers have ended. A task that
 * is {@linkplain Group#adopt adopted} after the end, while the report is written, may be among the stragglers all the
 * same.
 *
 * <p>Origin: the counts before and after that Kubernetes' {@code RateLimitedSafeWaitGroup} returns, plus the names and
 * stacks that its users miss.
 *
 * @param group the name of the group
 * @param activeAtStart how many tasks were active when the stop began, also those that it did not wait for
 * @param followUps how many tasks were accepted after that, from tasks of the group or {@linkplain Group#adopt adopted}
 * @param interrupted how many tasks were interrupted meanwhile
 * @param elapsed how long the stop took; if another one of the same group had ended before, from the call on
 * @param stragglers the tasks that were still active at the end, oldest first; empty if the group has drained
 * @param refusals the tasks that were refused since the stop began; of several stops without a restart between them,
 *     since the first one began
 */
public record DrainReport(
        String group,
        int activeAtStart,
        long followUps,
        int interrupted,
        Duration elapsed,
        List<Straggler> stragglers,
        Refusals refusals) {

    /** The number of refused tasks that are named at most. */
    static final int MAX_NAMED_REFUSALS = 5;

    /**
     * Creates a report with its own copy of the stragglers.
     *
     * @param group the name of the group
     * @param activeAtStart how many tasks were active when the stop began
     * @param followUps how many tasks were accepted after that
     * @param interrupted how many tasks were interrupted meanwhile
     * @param elapsed how long the stop took
     * @param stragglers the tasks that were still active at the end
     * @param refusals the tasks that were refused since the stop began
     */
    public DrainReport {
        stragglers = List.copyOf(stragglers);
        requireNonNull(refusals, "refusals");
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
     * A readable account of bounded length: one line, and for each place where stragglers are, another that names them
     * and the stack. If there are any, refused tasks are named with the threads that offered them: a straggler may wait
     * for one of them.
     */
    @Override
    public String toString() {
        String all = followUps == 0 ? "" : " and " + counted(followUps, "follow-up");
        String time = seconds(elapsed);
        StringBuilder text = new StringBuilder("Group '").append(group).append("' has ");
        if (isDrained()) {
            text.append("drained: ").append(counted(activeAtStart, "task")).append(all);
            text.append(" in ").append(time);
        } else {
            text.append("not drained: ").append(counted(activeAtEnd(), "task"));
            text.append(" still active after ").append(time).append(", of ");
            text.append(activeAtStart).append(" when the stop began").append(all);
        }
        if (interrupted > 0) {
            text.append(", ").append(interrupted).append(" of them interrupted");
        }
        refusals.append(text, !isDrained());
        StragglerText.append(text, stragglers);
        return text.toString();
    }

    /** Seconds with three decimals: 0.214 s. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%d.%03d s", duration.toSeconds(), duration.toMillisPart());
    }

    private static String counted(long number, String noun) {
        return number == 1 ? "1 " + noun : number + " " + noun + "s";
    }

    /**
     * A task that was still active when the time was up.
     *
     * @param id distinguishes the task from others of its name, see {@link ActiveTask#id()}
     * @param task the name of the task
     * @param age how long ago it was accepted
     * @param sinceStop how long ago it was signalled to stop
     * @param interrupted whether it was interrupted
     * @param place what is known of where it was
     * @param stack where it was, innermost frame first; empty unless the place is {@link Place#IN_THREAD}
     */
    public record Straggler(
            long id,
            String task,
            Duration age,
            Duration sinceStop,
            boolean interrupted,
            Place place,
            List<StackTraceElement> stack) {

        /**
         * Creates an entry with its own copy of the stack.
         *
         * @param id distinguishes the task from others of its name
         * @param task the name of the task
         * @param age how long ago it was accepted
         * @param sinceStop how long ago it was signalled to stop
         * @param interrupted whether it was interrupted
         * @param place what is known of where it was
         * @param stack where it was, innermost frame first
         */
        public Straggler {
            stack = List.copyOf(stack);
        }
    }

    /**
     * The tasks that were refused, all of them as a number, and the first few with their names.
     *
     * @param count how many tasks were refused
     * @param first the first of them with different names, at most {@value DrainReport#MAX_NAMED_REFUSALS}
     */
    public record Refusals(long count, List<Refusal> first) {

        /** The refusals where no task was refused. */
        public static final Refusals NONE = new Refusals(0, List.of());

        /**
         * Creates refusals with their own copy of the list.
         *
         * @param count how many tasks were refused
         * @param first the first of them with different names
         */
        public Refusals {
            first = List.copyOf(first);
        }

        private void append(StringBuilder text, boolean withThreads) {
            if (count == 0) {
                return;
            }
            text.append("; ")
                    .append(counted(count, "task"))
                    .append(count == 1 ? " was" : " were")
                    .append(" refused");
            String separator = first.size() < count ? ", among them " : ": ";
            for (Refusal refusal : first) {
                text.append(separator).append('\'').append(refusal.task).append('\'');
                if (withThreads && !refusal.thread.isEmpty()) {
                    text.append(" from thread '").append(refusal.thread).append('\'');
                }
                separator = ", ";
            }
        }
    }

    /**
     * A task that was refused.
     *
     * @param task the name of the task
     * @param thread the name of the thread that offered it; empty if the thread has none
     */
    public record Refusal(String task, String thread) {}

    /** What is known of where a straggler was. */
    public enum Place {
        /** In a thread, at the stack of the straggler. */
        IN_THREAD(""),
        /** Its thread has not begun: a virtual thread waits for a carrier, which other tasks keep busy. */
        NOT_BEGUN("its thread has not begun"),
        /** Its turn has not come, see {@link Group#limit()}. It does not begin while the group is stopped. */
        WAITING("waits for its turn"),
        /** In no thread at the moment, see {@link Group#enrol}. */
        IN_NO_THREAD("in no thread"),
        /** At its end: it ended while the report was written. */
        ENDED("just ended"),
        /**
         * Not taken: of many stragglers only the oldest have a stack, at most {@value Group#MAX_STACKS_IN_REPORT},
         * taken within a quarter of a second.
         */
        NOT_TAKEN("stack not taken");

        private final String text;

        Place(String text) {
            this.text = text;
        }

        /** The reason why a report has no stack; empty if it has one. */
        String text() {
            return text;
        }
    }
}

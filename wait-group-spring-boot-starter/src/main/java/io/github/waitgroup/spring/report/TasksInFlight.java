package io.github.waitgroup.spring.report;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.TaskOrigin;
import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.Nouns;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that are in flight in all groups of an application context, as one list. Public for the packages of the
 * starter only.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class TasksInFlight {

    private static final Logger logger = LoggerFactory.getLogger(TasksInFlight.class);

    /** The limit of the tasks in a dump, each of which has a stack. */
    static final int MAX_DUMPED_TASKS = 1_000;

    private static final int MAX_PLACES = 30;

    private final GroupRegistry groups;

    TasksInFlight(GroupRegistry groups) {
        this.groups = groups;
    }

    /**
     * The oldest tasks of all groups. The cost grows with the limit, and not with the number of tasks.
     *
     * @param limit the limit of their number
     * @return a snapshot, oldest first
     */
    public List<ActiveTask> oldest(int limit) {
        return all().flatMap(group -> group.oldestTasks(limit).stream())
                .sorted(Comparator.comparing(ActiveTask::startedAt))
                .limit(limit)
                .toList();
    }

    /**
     * The number of tasks in all groups.
     *
     * @return how many tasks are active, those that are meant to last included
     */
    public long total() {
        return all().mapToLong(group -> group.counts().active()).sum();
    }

    /**
     * The number of tasks in all groups that are meant to last, such as streams and workers.
     *
     * @return how many of the active tasks end only when they are signalled
     */
    public long longRunning() {
        return all().mapToLong(Group::longRunningCount).sum();
    }

    /**
     * The tasks as text, oldest first: those at the same place share one entry, with its stack. The text has a bounded
     * length.
     *
     * @return several lines
     */
    public String dump() {
        List<ActiveTask> oldest = oldest(MAX_DUMPED_TASKS);
        if (oldest.isEmpty()) {
            return "Nothing is in flight";
        }
        long total = Math.max(total(), oldest.size());
        StringBuilder text = new StringBuilder("In flight: ").append(Nouns.counted(total, "task"));
        long longRunning = longRunning();
        if (longRunning > 0) {
            text.append(", ").append(longRunning).append(" long-running");
        }
        text.append(", the oldest for ").append(Durations.format(oldest.get(0).age()));
        FoldedStacks places = new FoldedStacks(MAX_PLACES);
        for (ActiveTask task : oldest) {
            places.add(describe(task), task);
        }
        places.appendTo(text, "task");
        if (total > oldest.size()) {
            text.append("\n  and ").append(total - oldest.size()).append(" younger");
        }
        return text.toString();
    }

    /** Logs the dump, as one entry. */
    public void logDump() {
        logger.info(dump());
    }

    private static String describe(ActiveTask task) {
        String text = "'" + task.name() + "' of group '" + task.group() + "' for " + Durations.format(task.age());
        TaskOrigin origin = task.startedBy();
        return origin == null
                ? text
                : text + " (started by '" + origin.name() + "' of group '" + origin.group() + "'"
                        + (origin.hasEnded() ? ", which has ended)" : ")");
    }

    private Stream<Group> all() {
        return groups.managed().stream().map(ManagedGroup::group);
    }
}

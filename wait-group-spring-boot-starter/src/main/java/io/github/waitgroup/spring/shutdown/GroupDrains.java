package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.DrainReport;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How the drains of the groups went, since the application was started.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class GroupDrains {

    private final Map<String, History> histories = new ConcurrentHashMap<>();

    GroupDrains() {}

    /**
     * How the latest drain of a group ended.
     *
     * @param group the name of the group
     * @return the report; empty if the group was not drained yet
     */
    public Optional<DrainReport> latest(String group) {
        return Optional.ofNullable(history(group).latest);
    }

    /**
     * How many tasks of a group were interrupted because its time was nearly up.
     *
     * @param group the name of the group
     * @return the sum of all drains
     */
    public long interrupted(String group) {
        return history(group).interrupted.get();
    }

    /**
     * How many tasks of a group were still active when its time was up.
     *
     * @param group the name of the group
     * @return the sum of all drains
     */
    public long stragglers(String group) {
        return history(group).stragglers.get();
    }

    void interrupted(String group, int tasks) {
        history(group).interrupted.addAndGet(tasks);
    }

    void ended(DrainReport report) {
        History history = history(report.group());
        history.stragglers.addAndGet(report.activeAtEnd());
        history.latest = report;
    }

    private History history(String group) {
        return histories.computeIfAbsent(group, name -> new History());
    }

    private static final class History {

        final AtomicLong interrupted = new AtomicLong();
        final AtomicLong stragglers = new AtomicLong();

        volatile @Nullable DrainReport latest;
    }
}

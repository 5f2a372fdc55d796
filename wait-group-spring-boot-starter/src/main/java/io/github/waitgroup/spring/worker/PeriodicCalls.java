package io.github.waitgroup.spring.worker;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls of periodic workers that are under way. The task of such a worker lasts as long as the application; its
 * call is the work that may be stuck. Public for the packages of the starter only.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class PeriodicCalls {

    private final Set<UnderWay> underWay = ConcurrentHashMap.newKeySet();

    /** Creates an instance without calls. */
    public PeriodicCalls() {}

    /**
     * Records the begin of a call.
     *
     * @param task the task of the worker
     * @return the call, to be closed at its end
     */
    UnderWay begin(ActiveTask task) {
        UnderWay call = new UnderWay(task);
        underWay.add(call);
        return call;
    }

    /**
     * The oldest work of a group: a task that is not meant to last, or the call of a periodic worker.
     *
     * @param group the group
     * @return the work; null if there is none
     */
    public @Nullable Work oldestWork(Group group) {
        ActiveTask task = group.oldestTask();
        Work oldest = task == null ? null : new Work(task.name(), task.age());
        for (UnderWay call : underWay) {
            if (call.task.group().equals(group.name())) {
                Work work = new Work(call.task.name(), Duration.ofNanos(System.nanoTime() - call.began));
                oldest = oldest == null || work.age.compareTo(oldest.age) > 0 ? work : oldest;
            }
        }
        return oldest;
    }

    /**
     * Work that is under way.
     *
     * @param task the name of the task
     * @param age how long it has been under way
     */
    public record Work(String task, Duration age) {}

    /** A call that is under way. */
    final class UnderWay implements AutoCloseable {

        private final ActiveTask task;
        private final long began = System.nanoTime();

        private UnderWay(ActiveTask task) {
            this.task = task;
        }

        @Override
        public void close() {
            underWay.remove(this);
        }
    }
}

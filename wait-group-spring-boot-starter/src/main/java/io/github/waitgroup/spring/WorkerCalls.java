package io.github.waitgroup.spring;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls of periodic workers that are under way. A worker is a task that lasts as long as the application; what may be stuck is
 * one of its calls.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class WorkerCalls {

    private final Set<Call> underWay = ConcurrentHashMap.newKeySet();

    WorkerCalls() {}

    /**
     * Records the begin of a call.
     *
     * @param worker the task of the worker
     * @return the call, to be closed at its end
     */
    public Call begin(ActiveTask worker) {
        Call call = new Call(worker);
        underWay.add(call);
        return call;
    }

    /**
     * The oldest work of a group: a task that is not meant to last, or the call of a worker.
     *
     * @param group the group
     * @return the work; null if there is none
     */
    public @Nullable Work oldest(Group group) {
        ActiveTask task = group.oldestTask();
        Work oldest = task == null ? null : new Work(task.name(), task.age());
        for (Call call : underWay) {
            if (call.worker.group().equals(group.name())) {
                Work work = new Work(call.worker.name(), Duration.ofNanos(System.nanoTime() - call.began));
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

    /** A call of a worker. */
    public final class Call implements AutoCloseable {

        private final ActiveTask worker;
        private final long began = System.nanoTime();

        private Call(ActiveTask worker) {
            this.worker = worker;
        }

        @Override
        public void close() {
            underWay.remove(this);
        }
    }
}

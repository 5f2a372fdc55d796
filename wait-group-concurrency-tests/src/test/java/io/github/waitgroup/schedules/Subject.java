package io.github.waitgroup.schedules;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.WaitGroupClosedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** What is tested: a group, or a twin of it that has a bug. */
interface Subject {

    /** Returns whether the task was accepted. */
    boolean start(String name, Runnable task);

    /** Runs the task in the current thread. Returns whether it was accepted. */
    boolean host(String name, Runnable task);

    void beginStop();

    void interruptTasks();

    /** Returns the names of the tasks that are left. */
    Set<String> stop(Duration timeout);

    void restart();

    boolean await(Duration timeout) throws InterruptedException;

    StopChannel stopChannel();

    TaskCounts counts();

    List<String> active();

    /** Marks one of the active tasks, if there is any, as meant to last. */
    default void markLongRunning(Random random) {}

    /** Leaves one of the active tasks, if there is any, out of waits. */
    default void leaveOutOfWaits(Random random) {}

    /** The number of active tasks that are marked as meant to last. */
    default int longRunning() {
        return 0;
    }

    /** When all stops have ended, gives turns to tasks that still wait for them, and leaves none out of waits. */
    default void letAllEnd() {}

    /** Whether more tasks have run at a time than may. */
    default boolean hasExceededItsLimit() {
        return false;
    }

    static Subject group() {
        return of(new Group("schedule", (in, task, failure) -> {}));
    }

    static Subject of(Group group) {
        return new Subject() {
            @Override
            public boolean start(String name, Runnable task) {
                return group.tryStart(name, task::run);
            }

            @Override
            public boolean host(String name, Runnable task) {
                try {
                    group.run(name, task::run);
                    return true;
                } catch (WaitGroupClosedException refused) {
                    return false;
                } catch (Task.OnPurpose failure) {
                    return true;
                }
            }

            @Override
            public void beginStop() {
                group.beginStop(Duration.ZERO);
            }

            @Override
            public void interruptTasks() {
                group.interruptTasks();
            }

            @Override
            public Set<String> stop(Duration timeout) {
                return group.stop(timeout).stragglers().stream()
                        .map(DrainReport.Straggler::task)
                        .collect(Collectors.toSet());
            }

            @Override
            public void restart() {
                group.restart();
            }

            @Override
            public void markLongRunning(Random random) {
                any(random).ifPresent(group::markLongRunning);
            }

            @Override
            public void leaveOutOfWaits(Random random) {
                any(random).ifPresent(group::leaveOutOfWaits);
            }

            private Optional<ActiveTask> any(Random random) {
                List<ActiveTask> tasks = group.activeTasks();
                return tasks.isEmpty() ? Optional.empty() : Optional.of(tasks.get(random.nextInt(tasks.size())));
            }

            @Override
            public int longRunning() {
                return group.longRunningCount();
            }

            @Override
            public void letAllEnd() {
                group.restart();
            }

            @Override
            public boolean await(Duration timeout) throws InterruptedException {
                return group.await(timeout);
            }

            @Override
            public StopChannel stopChannel() {
                return group.stopChannel();
            }

            @Override
            public TaskCounts counts() {
                return group.counts();
            }

            @Override
            public List<String> active() {
                return group.activeTasks().stream().map(ActiveTask::name).toList();
            }
        };
    }
}

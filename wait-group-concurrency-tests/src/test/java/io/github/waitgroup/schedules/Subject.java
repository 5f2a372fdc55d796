package io.github.waitgroup.schedules;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.WaitGroupClosedException;
import java.time.Duration;
import java.util.List;
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

    /** Gives turns to tasks that still wait for them when all stops have ended. */
    default void letWaitingTasksRun() {}

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

package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Tasks that are given no name have one wherever it is shown, and each its own. */
class UnnamedTaskTests {

    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final Gate end = new Gate();
    private final Group group = new Group("orders", (in, task, failure) -> failed.add(task.name()));

    @Test
    void listsAndReportsHaveTheNames() throws Exception {
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 3; i++) {
            group.start(() -> {
                threads.add(Thread.currentThread().getName());
                end.pass();
            });
        }
        assertThat(group.activeTasks())
                .extracting(ActiveTask::name)
                .containsExactlyInAnyOrder("task-1", "task-2", "task-3");
        assertThat(group.activeTasks()).extracting(ActiveTask::threadName).containsOnly("orders/task");
        DrainReport report = group.stop(Duration.ZERO);
        assertThat(report.stragglers())
                .extracting(DrainReport.Straggler::task)
                .containsExactlyInAnyOrder("task-1", "task-2", "task-3");
        end.open();
        group.await();
        assertThat(threads).hasSize(3).containsOnly("orders/task");
    }

    @Test
    void theTaskItselfAndTheFailureHandlerSeeTheName() throws Exception {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        group.start(() -> {
            ActiveTask own = group.currentTask();
            seen.add(own == null ? "none" : own.name());
            throw new IllegalStateException("for the handler");
        });
        group.await();
        assertThat(seen).containsExactly("task-1");
        assertThat(failed).containsExactly("task-1");
    }

    @Test
    void aRefusalHasTheName() throws Exception {
        group.start(() -> {});
        group.await();
        group.stop(Duration.ZERO);
        assertThatExceptionOfType(WaitGroupClosedException.class)
                .isThrownBy(() -> group.start(() -> {}))
                .withMessageContaining("task 'task-2' is refused");
        assertThat(group.endStop().refusals().first())
                .extracting(DrainReport.Refusal::task)
                .containsExactly("task-2");
    }

    @Test
    void anInstrumentationSeesTheNamesAlsoOfTasksThatAreOlder() throws Exception {
        Queue<String> begun = new ConcurrentLinkedQueue<>();
        Queue<String> ended = new ConcurrentLinkedQueue<>();
        group.start(end::pass);
        group.instrument(new TaskInstrumentation() {
            @Override
            public ThrowingRunnable<?> onStart(String taskName, ThrowingRunnable<?> task) {
                begun.add(taskName);
                return task;
            }

            @Override
            public void onEnd(TaskEnd task) {
                ended.add(task.task().name());
            }
        });
        group.start(end::pass);
        end.open();
        group.await();
        assertThat(begun).containsExactly("task-2");
        assertThat(ended).containsExactlyInAnyOrder("task-1", "task-2");
    }

    @Test
    void tasksThatWaitForTheirTurnsHaveNames() throws Exception {
        Group limited = new Group("limited", FailureHandler.uncaught(), 1);
        limited.start(end::pass);
        limited.start(() -> {});
        List<ActiveTask> tasks = limited.activeTasks();
        assertThat(tasks).extracting(ActiveTask::name).containsExactly("task-1", "task-2");
        end.open();
        limited.await();
    }
}

package io.github.waitgroup.spring.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Tasks that are accepted immediately before the application closes. In Spring's executor each task
 * registers itself, in its own thread: a task that has not come to that yet is neither waited for nor run.
 */
class AcceptedTasksTests {

    private static final int ROUNDS = 100;
    private static final int TASKS = 10;

    @Test
    void springCancelsSomeAcceptedTasks() {
        ApplicationContextRunner application = PlainSpring.withExecutor("accepted-", Fixtures.FOREVER);
        AtomicInteger cancelled = new AtomicInteger();
        UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> cancelled.incrementAndGet());
        try {
            for (int round = 0; round < ROUNDS && cancelled.get() == 0; round++) { // the first round does
                int ran = runAndClose(application, context -> context.getBean(SimpleAsyncTaskExecutor.class));
                Awaitility.await()
                        .dontCatchUncaughtExceptions()
                        .atMost(Fixtures.FOREVER)
                        .until(() -> ran + cancelled.get() == TASKS);
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(cancelled).hasPositiveValue();
    }

    @Test
    void starterRunsAllAcceptedTasks() {
        for (int round = 0; round < ROUNDS; round++) {
            int ran = runAndClose(
                    Fixtures.starter(),
                    context -> task -> context.getBean(Group.class).start(task::run));
            assertThat(ran).isEqualTo(TASKS);
        }
    }

    /** Hands over tasks and closes the application. Returns how many have run by then. */
    private static int runAndClose(
            ApplicationContextRunner application, Function<ConfigurableApplicationContext, Executor> executor) {
        AtomicInteger ran = new AtomicInteger();
        application.run(context -> {
            Executor tasks = executor.apply(context);
            for (int task = 0; task < TASKS; task++) {
                tasks.execute(ran::incrementAndGet); // none is refused
            }
            context.close();
        });
        return ran.get();
    }
}

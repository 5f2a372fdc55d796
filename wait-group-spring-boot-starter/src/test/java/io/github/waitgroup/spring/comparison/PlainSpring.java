package io.github.waitgroup.spring.comparison;

import java.time.Duration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** What Spring and Spring Boot have of their own, set up to wait for tasks as far as they can. */
final class PlainSpring {

    private PlainSpring() {}

    /** A context with Boot's own executor and lifecycle. */
    static ApplicationContextRunner boot() {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(LifecycleAutoConfiguration.class, TaskExecutionAutoConfiguration.class));
    }

    /**
     * A context with the executor that Boot takes with {@code spring.threads.virtual.enabled=true} and nothing else: a
     * thread for each task, virtual where there are such.
     *
     * @param threads what the names of its threads begin with
     * @param terminationTimeout how long it waits for tasks when it is closed
     */
    static ApplicationContextRunner withExecutor(String threads, Duration terminationTimeout) {
        return new ApplicationContextRunner().withBean(SimpleAsyncTaskExecutor.class, () -> {
            SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(threads);
            if (Runtime.version().feature() >= 21) {
                executor.setVirtualThreads(true);
            }
            executor.setTaskTerminationTimeout(terminationTimeout.toMillis());
            return executor;
        });
    }
}

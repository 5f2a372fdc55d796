package io.github.waitgroup.spring.comparison;

import java.time.Duration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** What Spring and Spring Boot have of their own, set up to wait for tasks as far as they can. */
final class PlainSpring {

    /** What the names of the threads of {@link #withExecutor} begin with; it is in whatever they log. */
    static final String THREADS = "plain-spring-";

    private PlainSpring() {}

    /** A context with Boot's own executor and lifecycle. */
    static ApplicationContextRunner boot() {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(LifecycleAutoConfiguration.class, TaskExecutionAutoConfiguration.class));
    }

    /** A context whose only bean is an executor that waits for its tasks this long. */
    static ApplicationContextRunner withExecutor(Duration terminationTimeout) {
        return new ApplicationContextRunner()
                .withBean(SimpleAsyncTaskExecutor.class, () -> executor(terminationTimeout));
    }

    /**
     * The executor that Boot takes with {@code spring.threads.virtual.enabled=true}: a thread for each task, virtual where
     * there are such.
     */
    private static SimpleAsyncTaskExecutor executor(Duration terminationTimeout) {
        SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(THREADS);
        if (Runtime.version().feature() >= 21) {
            executor.setVirtualThreads(true);
        }
        executor.setTaskTerminationTimeout(terminationTimeout.toMillis());
        return executor;
    }
}

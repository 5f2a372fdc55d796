package io.github.waitgroup.spring.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/** Fixtures of this package. */
final class AsyncFixtures {

    private AsyncFixtures() {}

    /** A context with the auto-configurations of the starter and Boot's executor, but the property not set. */
    static ApplicationContextRunner withoutAsync() {
        return Fixtures.starter()
                .withConfiguration(
                        AutoConfigurations.of(TaskExecutionAutoConfiguration.class, AsyncAutoConfiguration.class));
    }

    /** The same with the one property. */
    static ApplicationContextRunner withAsync() {
        return withoutAsync().withPropertyValues("wait-group.async.enabled=true");
    }

    static AsyncTaskExecutor executor(ApplicationContext context) {
        return context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
    }

    static Group group(ApplicationContext context) {
        return context.getBean("asyncGroup", Group.class);
    }

    static List<String> taskNames(Group group) {
        return group.activeTasks().stream().map(ActiveTask::name).toList();
    }

    /** The task of the group {@code async} that runs in this thread; others may not have left the group yet. */
    static String currentTask() {
        String thread = Thread.currentThread().getName();
        assertThat(thread).startsWith("async/");
        return thread.substring("async/".length());
    }

    static <T> T get(Future<T> future) {
        try {
            return future.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @Import(Mailer.class)
    static class WithMailer {}

    /** A bean with an async method that runs until {@link #end}. */
    static class Mailer {

        final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);

        @Async
        void send() {
            begun.countDown();
            Fixtures.await(end);
        }

        /** Not private state of the proxy: proxies see methods alone. */
        void awaitBegun() {
            Fixtures.await(begun);
        }

        void end() {
            assertThat(end.getCount()).isOne();
            end.countDown();
        }
    }
}

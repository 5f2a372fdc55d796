package io.github.waitgroup.spring.async;

import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration of Spring's own asynchrony: tasks are named after the {@code @Async} methods that they call, and
 * with {@code wait-group.async.enabled=true} the tasks of Boot's {@code applicationTaskExecutor} run in a group.
 */
@AutoConfiguration(after = {WaitGroupAutoConfiguration.class, TaskExecutionAutoConfiguration.class})
@ConditionalOnBean(GroupRegistry.class)
public final class AsyncAutoConfiguration {

    /** Called by Spring. */
    public AsyncAutoConfiguration() {}

    @Bean
    static AsyncMethodNames asyncMethodNames() {
        return new AsyncMethodNames();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty("wait-group.async.enabled")
    @Import(ApplicationTaskExecutorReplacement.class)
    static class Enabled {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "wait-group.async.enabled", havingValue = false, matchIfMissing = true)
    @ConditionalOnThreading(Threading.VIRTUAL)
    static class OnVirtualThreads {

        @Bean
        UnprotectedAsyncMethods unprotectedAsyncMethods(ListableBeanFactory beans, AsyncMethodNames methods) {
            return new UnprotectedAsyncMethods(beans, methods);
        }
    }
}

package io.github.waitgroup.spring.observation;

import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.tracing.Tracer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration that carries the context of the thread which starts a task into the task, unless {@code
 * spring.task.execution.propagate-context=false}: traces where Micrometer Tracing is present, and with {@code
 * wait-group.async.enabled=true} whatever is registered, and the MDC, for the tasks of the {@code
 * applicationTaskExecutor}.
 */
@AutoConfiguration(after = WaitGroupAutoConfiguration.class)
@ConditionalOnClass(ContextSnapshotFactory.class)
@ConditionalOnBooleanProperty(name = "spring.task.execution.propagate-context", matchIfMissing = true)
@ConditionalOnBean(GroupRegistry.class)
public final class ContextPropagationAutoConfiguration {

    /** Called by Spring. */
    public ContextPropagationAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Tracer.class)
    static class WithTracing {

        @Bean
        ContextPropagation groupContextPropagation(WaitGroupProperties properties) {
            return new ContextPropagation(properties.async(), true);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("io.micrometer.tracing.Tracer")
    @ConditionalOnBooleanProperty("wait-group.async.enabled")
    static class WithAsync {

        @Bean
        ContextPropagation groupContextPropagation(WaitGroupProperties properties) {
            return new ContextPropagation(properties.async(), false);
        }
    }
}

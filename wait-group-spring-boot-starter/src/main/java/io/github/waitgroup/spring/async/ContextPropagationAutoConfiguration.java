package io.github.waitgroup.spring.async;

import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.micrometer.context.ContextSnapshotFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that carries MDC and traces into the tasks of the {@code applicationTaskExecutor} where
 * context-propagation is present, unless {@code spring.task.execution.propagate-context=false}.
 */
@AutoConfiguration(after = WaitGroupAutoConfiguration.class)
@ConditionalOnClass(value = ContextSnapshotFactory.class, name = "org.slf4j.MDC")
@ConditionalOnBooleanProperty("wait-group.async.enabled")
@ConditionalOnBooleanProperty(name = "spring.task.execution.propagate-context", matchIfMissing = true)
public final class ContextPropagationAutoConfiguration {

    /** Called by Spring. */
    public ContextPropagationAutoConfiguration() {}

    @Bean
    ContextPropagation groupContextPropagation(WaitGroupProperties properties) {
        return new ContextPropagation(properties.async());
    }
}

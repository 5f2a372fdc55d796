package io.github.waitgroup.spring.observation;

import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.tracing.Tracer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that has tasks continue the trace that started them, where Micrometer Tracing is present, unless {@code
 * spring.task.execution.propagate-context=false}.
 */
@AutoConfiguration(after = WaitGroupAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "spring.task.execution.propagate-context", matchIfMissing = true)
@ConditionalOnClass({Tracer.class, ContextSnapshotFactory.class})
public final class TracePropagationAutoConfiguration {

    /** Called by Spring. */
    public TracePropagationAutoConfiguration() {}

    @Bean
    TracePropagation groupTracePropagation() {
        return new TracePropagation();
    }
}

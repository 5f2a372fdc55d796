package io.github.waitgroup.spring.observation;

import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Auto-configuration that makes each task an observation, with {@code wait-group.observations.enabled=true}. */
@AutoConfiguration(
        after = WaitGroupAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBooleanProperty("wait-group.observations.enabled")
@ConditionalOnBean(ObservationRegistry.class)
public final class ObservedTasksAutoConfiguration {

    /** Called by Spring. */
    public ObservedTasksAutoConfiguration() {}

    @Bean
    ObservedTasks observedGroupTasks(ObservationRegistry registry) {
        return new ObservedTasks(registry);
    }
}

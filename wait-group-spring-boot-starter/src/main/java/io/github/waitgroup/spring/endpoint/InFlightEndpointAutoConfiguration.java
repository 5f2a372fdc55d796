package io.github.waitgroup.spring.endpoint;

import io.github.waitgroup.spring.report.InFlightAutoConfiguration;
import io.github.waitgroup.spring.report.TasksInFlight;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the {@link InFlightEndpoint} where the actuator is present and the endpoint is exposed. */
@AutoConfiguration(after = InFlightAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(InFlightEndpoint.class)
@ConditionalOnBean(TasksInFlight.class)
@EnableConfigurationProperties(InFlightEndpointProperties.class)
public final class InFlightEndpointAutoConfiguration {

    /** Called by Spring. */
    public InFlightEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    InFlightEndpoint inFlightEndpoint(TasksInFlight tasks, InFlightEndpointProperties properties) {
        return new InFlightEndpoint(tasks, properties);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(InFlightEndpoint.class)
    InFlightWebExtension inFlightWebExtension(TasksInFlight tasks) {
        return new InFlightWebExtension(tasks);
    }
}

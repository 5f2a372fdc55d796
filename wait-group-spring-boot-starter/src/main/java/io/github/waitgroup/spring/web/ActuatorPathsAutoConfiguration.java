package io.github.waitgroup.spring.web;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Auto-configuration that exempts the actuator, where it is present, from the tracking and refusal of requests. */
@AutoConfiguration(after = {ServletTrackingAutoConfiguration.class, ReactiveTrackingAutoConfiguration.class})
@ConditionalOnClass({PathMappedEndpoints.class, ManagementPortType.class})
@ConditionalOnBean(RequestGate.class)
public final class ActuatorPathsAutoConfiguration {

    /** Called by Spring. */
    public ActuatorPathsAutoConfiguration() {}

    @Bean
    ActuatorPaths httpTrackingActuatorPaths(ObjectProvider<PathMappedEndpoints> endpoints, Environment environment) {
        return new ActuatorPaths(endpoints, environment);
    }
}

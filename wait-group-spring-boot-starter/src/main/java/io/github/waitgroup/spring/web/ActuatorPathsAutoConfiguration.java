package io.github.waitgroup.spring.web;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.DispatcherServlet;

/** Auto-configuration that exempts the actuator, where it is present, from the tracking and refusal of requests. */
@AutoConfiguration
@ConditionalOnClass({PathMappedEndpoints.class, ManagementPortType.class, DispatcherServlet.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "wait-group.web.enabled", matchIfMissing = true)
public final class ActuatorPathsAutoConfiguration {

    /** Called by Spring. */
    public ActuatorPathsAutoConfiguration() {}

    @Bean
    ActuatorPaths httpTrackingActuatorPaths(ObjectProvider<PathMappedEndpoints> endpoints, Environment environment) {
        return new ActuatorPaths(endpoints, environment);
    }
}

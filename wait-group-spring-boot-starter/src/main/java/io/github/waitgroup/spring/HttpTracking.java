package io.github.waitgroup.spring;

import java.util.Arrays;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.web.context.reactive.ConfigurableReactiveWebEnvironment;
import org.springframework.core.env.PropertyResolver;
import org.springframework.util.ClassUtils;

/**
 * Whether the HTTP requests of an application are tasks of a group: on the conditions of the auto-configuration that does that.
 * The default phases depend on it, and whether there is a default group, which is decided before.
 */
final class HttpTracking {

    private static final String PROPERTY = WaitGroupProperties.PREFIX + ".web.enabled";
    private static final String SPRING_MVC = "org.springframework.web.servlet.DispatcherServlet";
    private static final String SCOPE_OF_SERVLET_APPLICATIONS = "session";
    private static final String SPRING_WEBFLUX = "org.springframework.web.reactive.DispatcherHandler";

    private HttpTracking() {}

    /** True in a servlet application with Spring MVC and in a reactive one with Spring WebFlux, unless it is switched off. */
    static boolean isActive(ConfigurableListableBeanFactory beans, PropertyResolver environment) {
        return environment.getProperty(PROPERTY, Boolean.class, true)
                && (isServletApplication(beans) || isReactiveApplication(beans, environment));
    }

    private static boolean isServletApplication(ConfigurableListableBeanFactory beans) {
        return Arrays.asList(beans.getRegisteredScopeNames()).contains(SCOPE_OF_SERVLET_APPLICATIONS)
                && ClassUtils.isPresent(SPRING_MVC, beans.getBeanClassLoader());
    }

    private static boolean isReactiveApplication(ConfigurableListableBeanFactory beans, PropertyResolver environment) {
        return environment instanceof ConfigurableReactiveWebEnvironment
                && ClassUtils.isPresent(SPRING_WEBFLUX, beans.getBeanClassLoader());
    }
}

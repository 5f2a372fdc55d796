package io.github.waitgroup.spring;

import java.util.Arrays;
import java.util.Objects;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.web.context.reactive.ConfigurableReactiveWebEnvironment;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.env.PropertyResolver;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * The condition behind {@link ConditionalOnHttpTracking}.
 *
 * <p>The default phases and the default group depend on it as well. They are decided earlier, by code that has no
 * {@link ConditionContext} and calls {@link #isTracked}.
 */
final class OnHttpTracking extends SpringBootCondition implements ConfigurationCondition {

    private static final String PROPERTY = WaitGroupProperties.PREFIX + ".web.enabled";
    private static final String SPRING_MVC = "org.springframework.web.servlet.DispatcherServlet";
    private static final String SCOPE_OF_SERVLET_APPLICATIONS = "session";
    private static final String SPRING_WEBFLUX = "org.springframework.web.reactive.DispatcherHandler";

    /** Whether the HTTP requests of an application are tasks of a group, on either web stack. */
    static boolean isTracked(ConfigurableListableBeanFactory beans, PropertyResolver environment) {
        return isTracked(ConditionalOnWebApplication.Type.ANY, beans, environment);
    }

    /** Not before: a servlet application has its scopes only once it is being refreshed. */
    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionalOnWebApplication.Type type = metadata.getAnnotations()
                .get(ConditionalOnHttpTracking.class)
                .getEnum("value", ConditionalOnWebApplication.Type.class);
        ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnHttpTracking.class, type);
        return isTracked(type, Objects.requireNonNull(context.getBeanFactory()), context.getEnvironment())
                ? ConditionOutcome.match(message.because("requests are tracked"))
                : ConditionOutcome.noMatch(message.because(PROPERTY + " is false, or this is no such web application"));
    }

    private static boolean isTracked(
            ConditionalOnWebApplication.Type type,
            ConfigurableListableBeanFactory beans,
            PropertyResolver environment) {
        return environment.getProperty(PROPERTY, Boolean.class, true)
                && switch (type) {
                    case SERVLET -> isServletApplication(beans);
                    case REACTIVE -> isReactiveApplication(beans, environment);
                    case ANY -> isServletApplication(beans) || isReactiveApplication(beans, environment);
                };
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

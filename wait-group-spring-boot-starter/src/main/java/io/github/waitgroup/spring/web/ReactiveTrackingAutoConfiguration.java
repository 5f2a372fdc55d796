package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.server.WebFilter;

/**
 * Auto-configuration that, in a reactive application with Spring WebFlux and unless {@code wait-group.web.enabled=false}, makes
 * requests tasks of the group {@code http}.
 *
 * <p>A bean that is called {@code httpGroup} takes the place of that group, and one that is called {@code
 * httpTrackingFilterRegistration} that of the {@link WebFilter} that calls the {@link ReactiveTrackingFilter}.
 */
@AutoConfiguration(after = WaitGroupAutoConfiguration.class)
@ConditionalOnClass(DispatcherHandler.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBooleanProperty(name = "wait-group.web.enabled", matchIfMissing = true)
@ConditionalOnBean(GroupRegistry.class)
@Import(TrackingConfiguration.class)
public final class ReactiveTrackingAutoConfiguration {

    /** Called by Spring. */
    public ReactiveTrackingAutoConfiguration() {}

    @Bean
    ReactiveTrackingFilter httpTrackingWebFilter(
            @Qualifier(Web.GROUP_BEAN) Group group,
            ShutdownClock clock,
            LongRunningRequests longRunning,
            WaitGroupProperties properties,
            List<ExemptPaths> exemptPaths,
            ApplicationContext context) {
        return new ReactiveTrackingFilter(
                group, clock, new Refusal(properties.web().retryAfter()), longRunning, exemptPaths, context);
    }

    @Bean
    @ConditionalOnMissingBean(name = "httpTrackingFilterRegistration")
    @Order(ServletTrackingAutoConfiguration.ORDER)
    WebFilter httpTrackingFilterRegistration(ReactiveTrackingFilter filter) {
        return filter::filter;
    }

    @Bean
    ReactiveHandlers httpTaskNames(
            ObjectProvider<DispatcherHandler> dispatcher,
            @Qualifier(Web.GROUP_BEAN) Group group,
            LongRunningRequests longRunning) {
        return new ReactiveHandlers(dispatcher, group, longRunning);
    }

    @Bean
    WebFluxConfigurer httpTrackingWebFluxConfigurer(
            @Qualifier(Web.GROUP_BEAN) Group group, LongRunningRequests longRunning) {
        return new WebFluxConfigurer() {

            @Override
            public void configureArgumentResolvers(ArgumentResolverConfigurer resolvers) {
                resolvers.addCustomResolver(new ReactiveStopChannelArgument(group, longRunning));
            }
        };
    }
}

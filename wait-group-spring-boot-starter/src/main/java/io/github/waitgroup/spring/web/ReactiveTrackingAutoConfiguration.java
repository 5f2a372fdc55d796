package io.github.waitgroup.spring.web;

import io.github.waitgroup.spring.ConditionalOnHttpTracking;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
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
 * Auto-configuration that, in a reactive application with Spring WebFlux and unless {@code
 * wait-group.web.enabled=false}, makes requests tasks of the group {@code http}.
 *
 * <p>A bean named {@code httpGroup} replaces that group. A bean named {@code httpTrackingFilterRegistration} replaces
 * the {@link WebFilter} that calls the {@link ReactiveTrackingFilter}.
 */
@AutoConfiguration(after = WaitGroupAutoConfiguration.class)
@ConditionalOnHttpTracking(ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(GroupRegistry.class)
@Import(TrackingConfiguration.class)
public final class ReactiveTrackingAutoConfiguration {

    /** Called by Spring. */
    public ReactiveTrackingAutoConfiguration() {}

    @Bean
    ReactiveTrackingFilter httpTrackingFilter(RequestGate gate, ApplicationContext context) {
        return new ReactiveTrackingFilter(gate, context);
    }

    @Bean
    @ConditionalOnMissingBean(name = "httpTrackingFilterRegistration")
    @Order(TrackingConfiguration.FILTER_ORDER)
    WebFilter httpTrackingFilterRegistration(ReactiveTrackingFilter filter) {
        return filter::filter;
    }

    @Bean
    ReactiveHandlers httpTrackingHandlers(ObjectProvider<DispatcherHandler> dispatcher, RequestGate gate) {
        return new ReactiveHandlers(dispatcher, gate);
    }

    @Bean
    WebFluxConfigurer httpTrackingWebFluxConfigurer(RequestGate gate) {
        return new WebFluxConfigurer() {

            @Override
            public void configureArgumentResolvers(ArgumentResolverConfigurer resolvers) {
                resolvers.addCustomResolver(new ReactiveStopChannelArgument(gate));
            }
        };
    }
}

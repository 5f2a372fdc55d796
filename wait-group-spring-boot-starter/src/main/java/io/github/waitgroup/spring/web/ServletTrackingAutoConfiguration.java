package io.github.waitgroup.spring.web;

import io.github.waitgroup.spring.ConditionalOnHttpTracking;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Auto-configuration that, in a servlet application with Spring MVC and unless {@code wait-group.web.enabled=false},
 * makes requests tasks of the group {@code http}.
 *
 * <p>A bean named {@code httpGroup} replaces that group. A bean named {@code httpTrackingFilterRegistration} replaces
 * the registration of the {@link ServletTrackingFilter}.
 */
@AutoConfiguration(after = WaitGroupAutoConfiguration.class)
@ConditionalOnHttpTracking(ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(GroupRegistry.class)
@Import(TrackingConfiguration.class)
public final class ServletTrackingAutoConfiguration {

    /** Called by Spring. */
    public ServletTrackingAutoConfiguration() {}

    @Bean
    ServletTrackingFilter httpTrackingFilter(RequestGate gate) {
        return new ServletTrackingFilter(gate);
    }

    @Bean
    @ConditionalOnMissingBean(name = "httpTrackingFilterRegistration")
    FilterRegistrationBean<ServletTrackingFilter> httpTrackingFilterRegistration(ServletTrackingFilter filter) {
        FilterRegistrationBean<ServletTrackingFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        registration.setAsyncSupported(true);
        registration.setOrder(TrackingConfiguration.FILTER_ORDER);
        return registration;
    }

    @Bean
    WebMvcConfigurer httpTrackingMvcConfigurer(RequestGate gate) {
        return new WebMvcConfigurer() {

            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new ServletPatternNames()).order(Ordered.HIGHEST_PRECEDENCE);
                registry.addInterceptor(new ServletEventStreams(gate.longRunning()))
                        .order(Ordered.HIGHEST_PRECEDENCE);
                registry.addInterceptor(new ServletExemptRequest.Interceptor()).order(Ordered.HIGHEST_PRECEDENCE);
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new ServletStopChannelArgument(gate));
            }
        };
    }
}

package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Auto-configuration that, in a servlet application with Spring MVC and unless {@code wait-group.web.enabled=false}, makes
 * requests tasks of the group {@code http}.
 *
 * <p>A bean that is called {@code httpGroup} takes the place of that group, and one that is called {@code
 * httpTrackingFilterRegistration} that of the registration of the {@link ServletTrackingFilter}.
 */
@AutoConfiguration(after = WaitGroupAutoConfiguration.class)
@ConditionalOnClass({Filter.class, DispatcherServlet.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "wait-group.web.enabled", matchIfMissing = true)
@ConditionalOnBean(GroupRegistry.class)
@Import(TrackingConfiguration.class)
public final class ServletTrackingAutoConfiguration {

    /** After the filter that observes requests, so that refused ones are observed, and before all that do any work. */
    static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 2;

    /** Called by Spring. */
    public ServletTrackingAutoConfiguration() {}

    @Bean
    ServletTrackingFilter httpTrackingFilter(
            @Qualifier(Web.GROUP_BEAN) Group group,
            ShutdownClock clock,
            LongRunningRequests longRunning,
            WaitGroupProperties properties,
            List<ExemptPaths> exemptPaths) {
        Refusal refusal = new Refusal(properties.web().retryAfter());
        return new ServletTrackingFilter(group, clock, refusal, longRunning, exemptPaths);
    }

    @Bean
    @ConditionalOnMissingBean(name = "httpTrackingFilterRegistration")
    FilterRegistrationBean<ServletTrackingFilter> httpTrackingFilterRegistration(ServletTrackingFilter filter) {
        FilterRegistrationBean<ServletTrackingFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        registration.setAsyncSupported(true);
        registration.setOrder(ORDER);
        return registration;
    }

    @Bean
    WebMvcConfigurer httpTrackingMvcConfigurer(
            @Qualifier(Web.GROUP_BEAN) Group group, LongRunningRequests longRunning) {
        return new WebMvcConfigurer() {

            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new ServletPatternNames()).order(Ordered.HIGHEST_PRECEDENCE);
                registry.addInterceptor(new ServletEventStreams(longRunning)).order(Ordered.HIGHEST_PRECEDENCE);
                registry.addInterceptor(new ServletExemptRequest.Ends()).order(Ordered.HIGHEST_PRECEDENCE);
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new ServletStopChannelArgument(group, longRunning));
            }
        };
    }
}

package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.WebFilter;

class ReactiveTrackingAutoConfigurationTests {

    private static final AutoConfigurations STARTER = AutoConfigurations.of(
            WaitGroupAutoConfiguration.class,
            LifecycleAutoConfiguration.class,
            GroupShutdownAutoConfiguration.class,
            ServletTrackingAutoConfiguration.class,
            ReactiveTrackingAutoConfiguration.class,
            ActuatorPathsAutoConfiguration.class);

    private final ReactiveWebApplicationContextRunner reactive =
            new ReactiveWebApplicationContextRunner().withConfiguration(STARTER);

    @Test
    void groupOfRequestsIsBesideTheDefaultOne() {
        reactive.run(this::assertThatRequestsAreTracked);
    }

    @Test
    void servletApiNeedNotBeThere() {
        reactive.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web.servlet"))
                .run(this::assertThatRequestsAreTracked);
    }

    private void assertThatRequestsAreTracked(ApplicationContext context) {
        assertThat(context.getBean(Group.class).name()).isEqualTo("default");
        GroupRegistry groups = context.getBean(GroupRegistry.class);
        assertThat(phase(groups, "http")).isEqualTo(Web.DEFAULT_PHASE);
        assertThat(phase(groups, "default")).isEqualTo(GroupSettings.DEFAULT_PHASE_AFTER_REQUESTS);
        assertThat(context.findAnnotationOnBean("httpTrackingFilterRegistration", Order.class))
                .extracting(Order::value)
                .isEqualTo(TrackingConfiguration.FILTER_ORDER);
        assertThat(context.getBeansOfType(ExemptPaths.class)).hasSize(2);
    }

    @Test
    void nothingIsTrackedIfItIsSwitchedOff() {
        reactive.withPropertyValues("wait-group.web.enabled=false").run(this::assertThatNothingIsTracked);
    }

    @Test
    void nothingIsTrackedWithoutWebFlux() {
        reactive.withClassLoader(new FilteredClassLoader(DispatcherHandler.class))
                .run(this::assertThatNothingIsTracked);
    }

    private void assertThatNothingIsTracked(ApplicationContext context) {
        GroupRegistry groups = context.getBean(GroupRegistry.class);
        assertThat(groups.managed()).extracting(ManagedGroup::name).containsExactly("default");
        assertThat(phase(groups, "default")).isEqualTo(GroupSettings.DEFAULT_PHASE);
        assertThat(context.getBeansOfType(WebFilter.class)).isEmpty();
        assertThat(context.getBeansOfType(HandlerMapping.class)).isEmpty();
        assertThat(context.getBeansOfType(ExemptPaths.class)).isEmpty();
    }

    @Test
    void servletApplicationHasNoWebFilter() {
        new WebApplicationContextRunner().withConfiguration(STARTER).run(context -> {
            assertThat(context).hasSingleBean(ServletTrackingFilter.class);
            assertThat(context).doesNotHaveBean(WebFilter.class);
            assertThat(context).hasSingleBean(LongRunningRequests.class);
        });
    }

    @Test
    void groupOfTheUserTakesThePlaceOfOurs() {
        reactive.withUserConfiguration(OfTheUser.class)
                .run(context ->
                        assertThat(context.getBean("httpGroup")).isSameAs(context.getBean(OfTheUser.class).group));
    }

    @Test
    void registrationOfTheUserTakesThePlaceOfOurs() {
        reactive.withUserConfiguration(RegisteredByTheUser.class).run(context -> {
            assertThat(context).hasSingleBean(ReactiveTrackingFilter.class);
            assertThat(context.getBean(WebFilter.class))
                    .isSameAs(context.getBean(RegisteredByTheUser.class).registered);
        });
    }

    private static int phase(GroupRegistry groups, String group) {
        return groups.findManaged(group).orElseThrow().phase();
    }

    @Configuration(proxyBeanMethods = false)
    static class OfTheUser {

        private final Group group = new Group("http");

        @Bean(defaultCandidate = false)
        Group httpGroup() {
            return group;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class RegisteredByTheUser {

        private WebFilter registered;

        @Bean
        WebFilter httpTrackingFilterRegistration(ReactiveTrackingFilter tracking) {
            registered = tracking::filter;
            return registered;
        }
    }
}

package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration;
import io.github.waitgroup.spring.shutdown.ShutdownDelay;
import io.github.waitgroup.spring.worker.GroupWorker;
import io.github.waitgroup.spring.worker.GroupWorkerAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

class ServletTrackingAutoConfigurationTests {

    private static final AutoConfigurations STARTER = AutoConfigurations.of(
            WaitGroupAutoConfiguration.class,
            LifecycleAutoConfiguration.class,
            GroupShutdownAutoConfiguration.class,
            GroupWorkerAutoConfiguration.class,
            ServletTrackingAutoConfiguration.class,
            ActuatorPathsAutoConfiguration.class);

    private final WebApplicationContextRunner servlet = new WebApplicationContextRunner().withConfiguration(STARTER);

    @Test
    void groupOfRequestsIsBesideTheDefaultOne() {
        servlet.run(context -> {
            assertThat(context.getBean(Group.class).name()).isEqualTo("default");
            assertThat(phase(context.getBean(GroupRegistry.class), "http")).isEqualTo(Web.DEFAULT_PHASE);
            assertThat(phase(context.getBean(GroupRegistry.class), "default"))
                    .isEqualTo(GroupSettings.DEFAULT_PHASE_AFTER_REQUESTS);
            FilterRegistrationBean<?> registration = context.getBean(FilterRegistrationBean.class);
            assertThat(registration.getFilter()).isInstanceOf(ServletTrackingFilter.class);
            assertThat(registration.isAsyncSupported()).isTrue();
            assertThat(registration.getOrder()).isEqualTo(TrackingConfiguration.FILTER_ORDER);
        });
    }

    @Test
    void settingsOfTheGroupOfRequestsDoNotTakeTheDefaultOneAway() {
        servlet.withPropertyValues("wait-group.groups.http.phase=7").run(context -> {
            assertThat(context.getBean(Group.class).name()).isEqualTo("default");
            assertThat(phase(context.getBean(GroupRegistry.class), "http")).isEqualTo(7);
        });
    }

    @Test
    void workerNeedNotNameItsGroup() {
        servlet.withUserConfiguration(Poller.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void nothingIsTrackedIfItIsSwitchedOff() {
        servlet.withPropertyValues("wait-group.web.enabled=false", "wait-group.web.shutdown-delay=1h")
                .run(context -> assertThatNothingIsTracked(context.getBean(GroupRegistry.class), context));
    }

    @Test
    void nothingIsTrackedWithoutSpringMvc() {
        servlet.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
                .run(context -> assertThatNothingIsTracked(context.getBean(GroupRegistry.class), context));
    }

    @Test
    void groupOfThatNameIsLikeAnyOtherInAnApplicationThatIsNoServer() {
        new ApplicationContextRunner()
                .withConfiguration(STARTER)
                .withPropertyValues("wait-group.groups.http.timeout=1s")
                .run(context -> {
                    assertThat(context.getBean(Group.class).name()).isEqualTo("http");
                    assertThat(phase(context.getBean(GroupRegistry.class), "http"))
                            .isEqualTo(GroupSettings.DEFAULT_PHASE);
                });
    }

    private static void assertThatNothingIsTracked(GroupRegistry groups, ApplicationContext context) {
        assertThat(groups.managed()).extracting(ManagedGroup::name).containsExactly("default");
        assertThat(phase(groups, "default")).isEqualTo(GroupSettings.DEFAULT_PHASE);
        assertThat(context.getBeansOfType(FilterRegistrationBean.class)).isEmpty();
        assertThat(context.getBeansOfType(ServletTrackingFilter.class)).isEmpty();
        assertThat(context.getBeansOfType(WebMvcConfigurer.class)).isEmpty();
        assertThat(context.getBeansOfType(ExemptPaths.class)).isEmpty();
    }

    @Test
    void groupAndRegistrationOfTheUserTakeThePlaceOfOurs() {
        servlet.withUserConfiguration(OfTheUser.class).run(context -> {
            assertThat(context.getBean("httpGroup")).isSameAs(context.getBean(OfTheUser.class).group);
            assertThat(context.getBeansOfType(FilterRegistrationBean.class)).hasSize(1);
            assertThat(context.getBean(FilterRegistrationBean.class).getOrder()).isEqualTo(42);
        });
    }

    @Test
    void settingsThatMakeNoSenseFailTheStart() {
        assertRefused("wait-group.web.shutdown-delay=25s", "nothing would be left for requests and groups");
        assertRefused("wait-group.web.shutdown-delay=-1s", "must be zero or more");
        assertRefused("wait-group.web.retry-after=-1s", "must be zero or more");
        assertRefused("wait-group.web.exempt-paths=ping", "A path begins with a slash");
        assertRefused("wait-group.web.long-running-paths=events", "A path begins with a slash");
        assertRefused("wait-group.web.long-running-grace=-1s", "must be zero or more");
        assertRefused("wait-group.web.exempt-paths=/{ping", "This is no path pattern");
        servlet.withPropertyValues("wait-group.web.shutdown-delay=1ms", "wait-group.shutdown.timeout=2ms")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void delayAndStreamsNeedNotTheAutoConfigurationOfTheShutdown() {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        WaitGroupAutoConfiguration.class,
                        GroupWorkerAutoConfiguration.class,
                        ServletTrackingAutoConfiguration.class))
                .withPropertyValues("wait-group.web.shutdown-delay=1ms")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(ShutdownDelay.class));
    }

    private void assertRefused(String property, String message) {
        servlet.withPropertyValues(property).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure()).hasStackTraceContaining(message);
        });
    }

    private static int phase(GroupRegistry groups, String group) {
        return groups.findManaged(group).orElseThrow().phase();
    }

    @Configuration(proxyBeanMethods = false)
    static class Poller {

        @GroupWorker
        void poll() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class OfTheUser {

        private final Group group = new Group("http");

        @Bean
        Group httpGroup() {
            return group;
        }

        @Bean
        FilterRegistrationBean<ServletTrackingFilter> httpTrackingFilterRegistration(ServletTrackingFilter filter) {
            FilterRegistrationBean<ServletTrackingFilter> registration = new FilterRegistrationBean<>(filter);
            registration.setOrder(42);
            return registration;
        }
    }
}

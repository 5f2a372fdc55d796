package io.github.waitgroup.spring;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of {@link Group} beans: the groups named below {@code wait-group.groups}, or, if there is no group
 * at all, one that is called {@code default}.
 */
@AutoConfiguration
@EnableConfigurationProperties(WaitGroupProperties.class)
public final class WaitGroupAutoConfiguration {

    /** Called by Spring. */
    public WaitGroupAutoConfiguration() {}

    @Bean
    static ConfiguredGroups configuredGroups(ConfigurableApplicationContext context) {
        return new ConfiguredGroups(context);
    }

    @Bean
    @ConditionalOnMissingBean
    @Conditional(OnNoConfiguredGroup.class)
    Group defaultGroup(ApplicationContext context) {
        return FailurePolicy.newGroup("default", GroupSettings.DEFAULTS, context);
    }

    @Bean
    @ConditionalOnMissingBean
    FailureHandler groupFailureHandler() {
        return new LoggingFailureHandler();
    }

    @Bean
    FailureReporter groupFailureReporter(ObjectProvider<FailureHandler> handler) {
        return new FailureReporter(handler);
    }

    @Bean
    InstrumentedGroups instrumentedGroups(GroupRegistry groups, ObjectProvider<GroupInstrumentation> instrumentations) {
        return new InstrumentedGroups(groups, instrumentations);
    }

    @Bean
    static ShutdownClock groupShutdownClock(ApplicationContext context) {
        return new ShutdownClock(context);
    }

    @Bean
    GroupRegistry groupRegistry(
            ConfigurableListableBeanFactory beans, WaitGroupProperties properties, Environment environment) {
        return new GroupRegistry(beans, properties, OnHttpTracking.isTracked(beans, environment));
    }
}

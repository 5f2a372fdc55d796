package io.github.waitgroup.spring.source.integration;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.github.waitgroup.spring.source.SourceGroups;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.context.IntegrationContextUtils;
import org.springframework.integration.endpoint.AbstractPollingEndpoint;
import org.springframework.util.function.SingletonSupplier;

/** Auto-configuration that makes each poll of Spring Integration a task of the group {@code integration-pollers}. */
@AutoConfiguration(
        after = WaitGroupAutoConfiguration.class,
        afterName = "org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration")
@ConditionalOnClass(AbstractPollingEndpoint.class)
@ConditionalOnBean(
        value = GroupRegistry.class,
        name = IntegrationContextUtils.INTEGRATION_CONFIGURATION_POST_PROCESSOR_BEAN_NAME)
@ConditionalOnBooleanProperty(name = "wait-group.sources.integration.enabled", matchIfMissing = true)
public final class IntegrationSourceAutoConfiguration {

    private static final String GROUP_BEAN = "integrationPollersGroup";
    private static final String SOURCE_BEAN = "integrationPollers";

    /** Called by Spring. */
    public IntegrationSourceAutoConfiguration() {}

    @Bean(name = GROUP_BEAN, defaultCandidate = false)
    @ConditionalOnMissingBean(name = GROUP_BEAN, search = SearchStrategy.CURRENT)
    Group integrationPollersGroup(ObjectProvider<FailureHandler> handler) {
        return SourceGroups.create(Sources.INTEGRATION, handler);
    }

    @Bean(SOURCE_BEAN)
    PollerSource integrationPollers(@Qualifier(GROUP_BEAN) Group group, ShutdownClock clock) {
        return new PollerSource(group, clock);
    }

    @Bean
    static TrackedPollers integrationPollerTracking(BeanFactory beans) {
        return new TrackedPollers(SingletonSupplier.of(() -> beans.getBean(SOURCE_BEAN, PollerSource.class)));
    }
}

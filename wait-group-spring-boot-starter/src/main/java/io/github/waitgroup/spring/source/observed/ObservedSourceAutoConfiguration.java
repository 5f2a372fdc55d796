package io.github.waitgroup.spring.source.observed;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration that makes the work of the observations in {@code wait-group.sources.observations} tasks of the
 * group {@code observations}.
 *
 * <p>A bean named {@code observationsGroup} replaces that group.
 */
@AutoConfiguration(
        after = WaitGroupAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationHandler.class)
@Conditional(OnObservedNames.class)
@ConditionalOnBean({GroupRegistry.class, ObservationRegistry.class})
public final class ObservedSourceAutoConfiguration {

    private static final String GROUP = Sources.OBSERVATIONS;
    private static final String GROUP_BEAN = "observationsGroup";

    /** Called by Spring. */
    public ObservedSourceAutoConfiguration() {}

    @Bean(name = GROUP_BEAN, defaultCandidate = false)
    @ConditionalOnMissingBean(name = GROUP_BEAN, search = SearchStrategy.CURRENT)
    Group observationsGroup(ObjectProvider<FailureHandler> handler) {
        return new Group(GROUP, (group, task, failure) -> handler.getObject().onFailure(group, task, failure));
    }

    @Bean
    ObservedNames observedNames(WaitGroupProperties properties) {
        return new ObservedNames(properties.sources().observations());
    }

    @Bean
    ObservedWork observedWork(@Qualifier(GROUP_BEAN) Group group, ObservedNames names) {
        return new ObservedWork(group, names);
    }

    @Bean
    ObservedNamesReport observedNamesReport(
            ObservedNames names, ObservedWork work, ObservationRegistry registry, Environment environment) {
        return new ObservedNamesReport(names, work, registry, environment, GROUP);
    }
}

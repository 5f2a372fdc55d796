package io.github.waitgroup.spring.source.scheduled;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.github.waitgroup.spring.source.SourceGroups;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/**
 * Auto-configuration that makes each run of a {@code @Scheduled} method, and of a task that a
 * {@code SchedulingConfigurer} adds, a task of the group {@code scheduled-tasks}.
 */
@AutoConfiguration(
        after = WaitGroupAutoConfiguration.class,
        afterName = ScheduledSourceAutoConfiguration.OBSERVATIONS + ".ScheduledTasksObservationAutoConfiguration")
@ConditionalOnBean(
        value = GroupRegistry.class,
        name = TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME)
@ConditionalOnBooleanProperty(name = "wait-group.sources.scheduled.enabled", matchIfMissing = true)
public final class ScheduledSourceAutoConfiguration {

    /** Boot's, which set the registry of the observations. */
    static final String OBSERVATIONS = "org.springframework.boot.micrometer.observation.autoconfigure";

    private static final String GROUP_BEAN = "scheduledTasksGroup";

    /** Called by Spring. */
    public ScheduledSourceAutoConfiguration() {}

    @Bean(name = GROUP_BEAN, defaultCandidate = false)
    @ConditionalOnMissingBean(name = GROUP_BEAN, search = SearchStrategy.CURRENT)
    Group scheduledTasksGroup(ObjectProvider<FailureHandler> handler) {
        return SourceGroups.create(Sources.SCHEDULED, handler);
    }

    @Bean
    ScheduledTaskTracking scheduledTaskTracking(@Qualifier(GROUP_BEAN) Group group, ShutdownClock clock) {
        return new ScheduledTaskTracking(new ScheduledRuns(group, clock));
    }
}

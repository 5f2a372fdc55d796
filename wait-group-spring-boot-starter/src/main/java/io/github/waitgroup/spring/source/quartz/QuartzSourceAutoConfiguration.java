package io.github.waitgroup.spring.source.quartz;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.github.waitgroup.spring.source.SourceGroups;
import org.quartz.Scheduler;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;
import org.springframework.util.function.SingletonSupplier;

/** Auto-configuration that makes each execution of a Quartz job a task of the group {@code quartz-jobs}. */
@AutoConfiguration(
        after = WaitGroupAutoConfiguration.class,
        afterName = "org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration")
@ConditionalOnClass({Scheduler.class, SchedulerFactoryBean.class})
@ConditionalOnBean({GroupRegistry.class, Scheduler.class})
@ConditionalOnBooleanProperty(name = "wait-group.sources.quartz.enabled", matchIfMissing = true)
public final class QuartzSourceAutoConfiguration {

    static final String GROUP_BEAN = "quartzJobsGroup";

    /** Called by Spring. */
    public QuartzSourceAutoConfiguration() {}

    @Bean(name = GROUP_BEAN, defaultCandidate = false)
    @ConditionalOnMissingBean(name = GROUP_BEAN, search = SearchStrategy.CURRENT)
    Group quartzJobsGroup(ObjectProvider<FailureHandler> handler) {
        return SourceGroups.create(Sources.QUARTZ, handler);
    }

    @Bean
    static TrackedSchedulers quartzJobTracking(BeanFactory beans) {
        return new TrackedSchedulers(SingletonSupplier.of(() -> beans.getBean(GROUP_BEAN, Group.class)));
    }
}

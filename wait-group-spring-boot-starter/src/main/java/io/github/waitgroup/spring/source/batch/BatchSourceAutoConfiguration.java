package io.github.waitgroup.spring.source.batch;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.github.waitgroup.spring.source.SourceGroups;
import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.repository.JobRepository;
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
import org.springframework.util.function.SingletonSupplier;

/** Auto-configuration that makes each execution of a batch job a task of the group {@code batch-jobs}. */
@AutoConfiguration(
        after = WaitGroupAutoConfiguration.class,
        afterName = "org.springframework.boot.batch.autoconfigure.BatchAutoConfiguration")
@ConditionalOnClass(AbstractJob.class)
@ConditionalOnBean({GroupRegistry.class, JobRepository.class})
@ConditionalOnBooleanProperty(name = "wait-group.sources.batch.enabled", matchIfMissing = true)
public final class BatchSourceAutoConfiguration {

    private static final String GROUP_BEAN = "batchJobsGroup";
    private static final String SOURCE_BEAN = "batchJobs";

    /** Called by Spring. */
    public BatchSourceAutoConfiguration() {}

    @Bean(name = GROUP_BEAN, defaultCandidate = false)
    @ConditionalOnMissingBean(name = GROUP_BEAN, search = SearchStrategy.CURRENT)
    Group batchJobsGroup(ObjectProvider<FailureHandler> handler) {
        return SourceGroups.create(Sources.BATCH, handler);
    }

    @Bean(SOURCE_BEAN)
    BatchSource batchJobs(@Qualifier(GROUP_BEAN) Group group) {
        return new BatchSource(group);
    }

    @Bean
    static TrackedJobs batchJobTracking(BeanFactory beans) {
        return new TrackedJobs(SingletonSupplier.of(() -> beans.getBean(SOURCE_BEAN, BatchSource.class)));
    }
}

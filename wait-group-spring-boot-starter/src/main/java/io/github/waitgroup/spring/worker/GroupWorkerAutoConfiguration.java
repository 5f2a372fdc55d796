package io.github.waitgroup.spring.worker;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WorkerCalls;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the methods that are annotated with {@link GroupWorker}. */
// After the lifecycles of the groups: within one phase, Spring starts its beans in the order in which they are known.
@AutoConfiguration(
        after = WaitGroupAutoConfiguration.class,
        afterName = "io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration")
@ConditionalOnBean(GroupRegistry.class)
public final class GroupWorkerAutoConfiguration {

    /** Called by Spring. */
    public GroupWorkerAutoConfiguration() {}

    @Bean
    WorkerRegistrar groupWorkers(
            ConfigurableApplicationContext context,
            GroupRegistry groups,
            ObjectProvider<FailureHandler> failureHandler,
            DrainRehearsals rehearsals,
            WorkerCalls calls,
            LateWorkers late) {
        return new WorkerRegistrar(context, groups, failureHandler, rehearsals, calls, late);
    }

    @Bean
    static LateWorkers lateGroupWorkers() {
        return new LateWorkers();
    }

    @Bean
    DrainRehearsals drainRehearsals(GroupRegistry groups) {
        return new DrainRehearsals(groups);
    }
}

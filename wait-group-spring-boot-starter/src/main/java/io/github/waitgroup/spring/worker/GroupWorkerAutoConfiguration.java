package io.github.waitgroup.spring.worker;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of workers: methods with the annotation {@link GroupWorker}. */
// After the lifecycles of the groups: Spring starts the beans of one phase in the order in which they are known.
@AutoConfiguration(
        after = WaitGroupAutoConfiguration.class,
        afterName = "io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration")
@ConditionalOnBean(GroupRegistry.class)
public final class GroupWorkerAutoConfiguration {

    /** Called by Spring. */
    public GroupWorkerAutoConfiguration() {}

    @Bean
    WorkerRegistrar groupWorkerRegistrar(
            ConfigurableApplicationContext context,
            GroupRegistry groups,
            ObjectProvider<FailureHandler> failureHandler,
            DrainRehearsals rehearsals,
            PeriodicCalls calls,
            LateWorkers late) {
        return new WorkerRegistrar(context, groups, failureHandler, rehearsals, calls, late);
    }

    @Bean
    static LateWorkers lateGroupWorkers() {
        return new LateWorkers();
    }

    @Bean
    PeriodicCalls periodicWorkerCalls() {
        return new PeriodicCalls();
    }

    @Bean
    DrainRehearsals drainRehearsals(GroupRegistry groups) {
        return new DrainRehearsals(groups);
    }
}

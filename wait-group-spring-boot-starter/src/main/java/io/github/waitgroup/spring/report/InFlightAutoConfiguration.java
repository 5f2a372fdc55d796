package io.github.waitgroup.spring.report;

import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the list of tasks in flight, and of its MBean unless {@code wait-group.mbean.enabled=false}.
 */
@AutoConfiguration(after = WaitGroupAutoConfiguration.class)
@ConditionalOnBean(GroupRegistry.class)
public final class InFlightAutoConfiguration {

    /** Called by Spring. */
    public InFlightAutoConfiguration() {}

    @Bean
    TasksInFlight tasksInFlight(GroupRegistry groups) {
        return new TasksInFlight(groups);
    }

    @Bean
    @ConditionalOnBooleanProperty(name = "wait-group.mbean.enabled", matchIfMissing = true)
    InFlightBean inFlightBean(ApplicationContext context, TasksInFlight tasks) {
        return new InFlightBean(context, tasks);
    }
}

package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the drain of every {@link Group} bean when the application closes. */
@AutoConfiguration(after = {WaitGroupAutoConfiguration.class, LifecycleAutoConfiguration.class})
@EnableConfigurationProperties(LifecycleProperties.class)
public final class GroupShutdownAutoConfiguration {

    /** Called by Spring. */
    public GroupShutdownAutoConfiguration() {}

    @Bean
    GroupLifecycles groupLifecycles(
            ConfigurableApplicationContext context,
            GroupRegistry groups,
            GroupDrains drains,
            WaitGroupProperties properties,
            LifecycleProperties springLifecycle) {
        ShutdownBudget budget = new ShutdownBudget(properties.shutdown().timeout());
        return new GroupLifecycles(context, groups, budget, drains, springLifecycle);
    }

    @Bean
    GroupDrains groupDrains() {
        return new GroupDrains();
    }

    @Bean
    ShutdownPlanner shutdownPlanner(
            ConfigurableApplicationContext context,
            WaitGroupProperties properties,
            LifecycleProperties springLifecycle) {
        return new ShutdownPlanner(context, properties.shutdown(), springLifecycle.getTimeoutPerShutdownPhase());
    }
}

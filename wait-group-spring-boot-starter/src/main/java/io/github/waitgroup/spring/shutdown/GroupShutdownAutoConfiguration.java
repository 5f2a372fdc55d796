package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import java.time.Duration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the drain of every {@link Group} bean when the application closes. */
@AutoConfiguration(after = {WaitGroupAutoConfiguration.class, LifecycleAutoConfiguration.class})
@EnableConfigurationProperties(LifecycleProperties.class)
@ConditionalOnBean(GroupRegistry.class)
public final class GroupShutdownAutoConfiguration {

    /** Called by Spring. */
    public GroupShutdownAutoConfiguration() {}

    @Bean
    static UndrainedGroups undrainedGroups(ConfigurableApplicationContext context) {
        return new UndrainedGroups(context);
    }

    @Bean
    ShutdownBudget groupShutdownBudget(ShutdownClock clock, ShutdownSteps steps, WaitGroupProperties properties) {
        return new ShutdownBudget(clock, steps, properties.shutdown().timeout());
    }

    @Bean
    GroupLifecycles groupLifecycles(
            ConfigurableApplicationContext context,
            GroupRegistry groups,
            ShutdownBudget budget,
            GroupDrains drains,
            JointDrain all) {
        return new GroupLifecycles(context, groups, budget, drains, all);
    }

    @Bean
    JointDrain jointGroupDrain(UndrainedGroups groups, WaitGroupProperties properties) {
        return new JointDrain(groups.groupSet(), properties.async()::isOfBoot);
    }

    @Bean
    ShutdownTimeline shutdownTimeline() {
        return new ShutdownTimeline();
    }

    @Bean
    ShutdownSteps shutdownSteps(ShutdownClock clock) {
        return new ShutdownSteps(clock);
    }

    @Bean
    GroupDrains groupDrains(ShutdownTimeline timeline, ApplicationEventPublisher events) {
        return new GroupDrains(timeline, events);
    }

    @Bean
    ShutdownPlanner shutdownPlanner(
            ConfigurableApplicationContext context,
            WaitGroupProperties properties,
            ShutdownBudget budget,
            LifecycleProperties springLifecycle) {
        Duration springTimeout = springLifecycle.getTimeoutPerShutdownPhase();
        Shutdown settings = properties.shutdown();
        PhaseGuards guards = new PhaseGuards(context.getBeanFactory(), budget, settings.limitPhases(), springTimeout);
        return new ShutdownPlanner(context, settings, budget, guards, springTimeout);
    }
}

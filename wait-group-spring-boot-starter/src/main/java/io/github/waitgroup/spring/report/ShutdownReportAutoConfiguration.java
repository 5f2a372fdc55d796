package io.github.waitgroup.spring.report;

import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration;
import io.github.waitgroup.spring.shutdown.ShutdownSteps;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the watch over the shutdown, of its record and of the termination message. */
@AutoConfiguration(after = GroupShutdownAutoConfiguration.class)
@ConditionalOnBean(GroupDrains.class)
public final class ShutdownReportAutoConfiguration {

    /** Called by Spring. */
    public ShutdownReportAutoConfiguration() {}

    @Bean
    static Destruction destructionOfBeans() {
        return new Destruction();
    }

    @Bean
    ShutdownReporter shutdownReporter(
            ConfigurableApplicationContext context,
            GroupRegistry registry,
            GroupDrains drains,
            ShutdownSteps steps,
            ShutdownTimeline timeline,
            ShutdownClock clock,
            WaitGroupProperties properties,
            Destruction destruction) {
        return new ShutdownReporter(
                context, registry, drains, steps, timeline, clock, properties.shutdown(), destruction);
    }
}

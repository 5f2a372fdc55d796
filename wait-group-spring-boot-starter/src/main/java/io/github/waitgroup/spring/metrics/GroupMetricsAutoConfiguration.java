package io.github.waitgroup.spring.metrics;

import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration;
import io.github.waitgroup.spring.worker.PeriodicCalls;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of the groups where Boot has configured a meter registry, unless {@code
 * wait-group.metrics.enabled=false}.
 */
@AutoConfiguration(
        after = {
            WaitGroupAutoConfiguration.class,
            GroupShutdownAutoConfiguration.class,
            MetricsAutoConfiguration.class,
            CompositeMeterRegistryAutoConfiguration.class
        })
@ConditionalOnClass({MeterRegistry.class, MetricsAutoConfiguration.class})
@ConditionalOnBooleanProperty(name = "wait-group.metrics.enabled", matchIfMissing = true)
@ConditionalOnBean({MeterRegistry.class, GroupDrains.class})
public final class GroupMetricsAutoConfiguration {

    /** Called by Spring. */
    public GroupMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    GroupMetrics groupMetrics(GroupRegistry groups, GroupDrains drains, ObjectProvider<PeriodicCalls> calls) {
        return new GroupMetrics(groups, drains, calls.getIfAvailable(PeriodicCalls::new));
    }
}

package io.github.waitgroup.spring.endpoint;

import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration;
import io.github.waitgroup.spring.shutdown.ShutdownPlanner;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import io.github.waitgroup.spring.worker.DrainRehearsals;
import io.github.waitgroup.spring.worker.GroupWorkerAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the {@link WaitGroupsEndpoint} where the actuator is present and the endpoint is exposed. */
@AutoConfiguration(
        after = {
            WaitGroupAutoConfiguration.class,
            GroupShutdownAutoConfiguration.class,
            GroupWorkerAutoConfiguration.class
        })
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(WaitGroupsEndpoint.class)
@ConditionalOnBean({GroupDrains.class, DrainRehearsals.class})
@EnableConfigurationProperties(WaitGroupsEndpointProperties.class)
public final class WaitGroupsEndpointAutoConfiguration {

    /** Called by Spring. */
    public WaitGroupsEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    WaitGroupsEndpoint waitGroupsEndpoint(
            GroupRegistry groups,
            GroupDrains drains,
            ShutdownTimeline timeline,
            ShutdownPlanner planner,
            DrainRehearsals rehearsals,
            WaitGroupsEndpointProperties properties) {
        return new WaitGroupsEndpoint(groups, drains, timeline, planner, rehearsals, properties);
    }
}

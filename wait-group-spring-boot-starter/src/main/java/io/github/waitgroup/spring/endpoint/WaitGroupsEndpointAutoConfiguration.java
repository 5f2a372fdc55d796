package io.github.waitgroup.spring.endpoint;

import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the {@link WaitGroupsEndpoint} where the actuator is present and the endpoint is exposed. */
@AutoConfiguration(after = WaitGroupAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(WaitGroupsEndpoint.class)
public final class WaitGroupsEndpointAutoConfiguration {

    /** Called by Spring. */
    public WaitGroupsEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    WaitGroupsEndpoint waitGroupsEndpoint(GroupRegistry groups) {
        return new WaitGroupsEndpoint(groups);
    }
}

package io.github.waitgroup.spring.health;

import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.worker.PeriodicCalls;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health contributor {@code waitGroups}:
 *
 * <ul>
 *   <li>{@code DOWN} if any task or call of a periodic worker is older than the {@code
 *       wait-group.groups.<name>.stuck-after} of its group,
 *   <li>otherwise {@code OUT_OF_SERVICE} if any group is stopping or stopped,
 *   <li>otherwise {@code UP}.
 * </ul>
 *
 * <p>It is absent if {@code management.health.waitgroups.enabled=false}, or if a bean is called {@code
 * waitGroupsHealthIndicator} or {@code waitGroupsHealthContributor}.
 */
@AutoConfiguration(after = WaitGroupAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("waitgroups")
@ConditionalOnBean(GroupRegistry.class)
public final class GroupHealthAutoConfiguration {

    /** Called by Spring. */
    public GroupHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = {"waitGroupsHealthIndicator", "waitGroupsHealthContributor"})
    GroupHealthIndicator waitGroupsHealthIndicator(GroupRegistry groups, ObjectProvider<PeriodicCalls> calls) {
        return new GroupHealthIndicator(groups, calls.getIfAvailable(PeriodicCalls::new));
    }
}

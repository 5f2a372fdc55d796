package io.github.waitgroup.spring.source;

import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the lifecycle of every {@link Source} bean. */
@AutoConfiguration(after = GroupShutdownAutoConfiguration.class)
@ConditionalOnBean({GroupRegistry.class, ShutdownTimeline.class})
public final class SourceAutoConfiguration {

    /** Called by Spring. */
    public SourceAutoConfiguration() {}

    @Bean
    SourceLifecycles sourceLifecycles(ConfigurableListableBeanFactory beans, ShutdownTimeline timeline) {
        return new SourceLifecycles(beans, timeline);
    }
}

package io.github.waitgroup.spring.web;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the tracking of requests needs on any kind of server. */
@Configuration(proxyBeanMethods = false)
final class TrackingConfiguration {

    @Bean(name = Web.GROUP_BEAN, defaultCandidate = false)
    @ConditionalOnMissingBean(name = Web.GROUP_BEAN, search = SearchStrategy.CURRENT)
    Group httpGroup(ObjectProvider<FailureHandler> handler) {
        return new Group(Web.GROUP, (task, failure) -> handler.getObject().onFailure(task, failure));
    }

    @Bean
    @ConditionalOnProperty("wait-group.web.shutdown-delay")
    ShutdownDelay httpShutdownDelay(ShutdownClock clock, WaitGroupProperties properties, ShutdownTimeline timeline) {
        return new ShutdownDelay(clock, properties.web().shutdownDelay(), timeline);
    }

    @Bean
    ConfiguredPaths httpTrackingExemptPaths(WaitGroupProperties properties) {
        return new ConfiguredPaths(
                "wait-group.web.exempt-paths", properties.web().exemptPaths());
    }

    @Bean
    LongRunningRequests httpLongRunningRequests(
            @Qualifier(Web.GROUP_BEAN) Group group, WaitGroupProperties properties) {
        Web web = properties.web();
        return new LongRunningRequests(
                group,
                web.longRunningGrace(),
                new ConfiguredPaths("wait-group.web.long-running-paths", web.longRunningPaths()));
    }
}

package io.github.waitgroup.spring.web;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import io.github.waitgroup.spring.shutdown.ShutdownDelay;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The beans that track requests on either web stack. */
@Configuration(proxyBeanMethods = false)
final class TrackingConfiguration {

    /**
     * After the filter that observes requests, so that refused ones are observed, and before all filters that do work.
     */
    static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 2;

    @Bean(name = Web.GROUP_BEAN, defaultCandidate = false)
    @ConditionalOnMissingBean(name = Web.GROUP_BEAN, search = SearchStrategy.CURRENT)
    Group httpGroup(ObjectProvider<FailureHandler> handler) {
        return new Group(
                Web.GROUP, (group, task, failure) -> handler.getObject().onFailure(group, task, failure));
    }

    /** A bean also if there is no delay: conditions of an application that is compiled ahead of time are too early. */
    @Bean
    ShutdownDelay httpShutdownDelay(
            ShutdownClock clock,
            WaitGroupProperties properties,
            ApplicationContext context,
            ObjectProvider<ShutdownTimeline> timeline) {
        DelaySetting setting = DelaySetting.of(properties, context);
        setting.log();
        return new ShutdownDelay(clock, setting.delay(), orOwn(timeline));
    }

    @Bean
    ConfiguredPaths httpTrackingExemptPaths(WaitGroupProperties properties) {
        return new ConfiguredPaths(
                "wait-group.web.exempt-paths", properties.web().exemptPaths());
    }

    @Bean
    LongRunningRequests httpLongRunningRequests(
            @Qualifier(Web.GROUP_BEAN) Group group,
            WaitGroupProperties properties,
            ObjectProvider<ShutdownTimeline> timeline) {
        return new LongRunningRequests(group, properties.web().longRunningGrace(), orOwn(timeline));
    }

    @Bean
    RequestGate httpRequestGate(
            @Qualifier(Web.GROUP_BEAN) Group group,
            ShutdownClock clock,
            WaitGroupProperties properties,
            LongRunningRequests longRunning,
            List<ExemptPaths> exemptPaths) {
        Web web = properties.web();
        return new RequestGate(
                group,
                clock,
                new Refusal(web.retryAfter()),
                longRunning,
                new ConfiguredPaths("wait-group.web.long-running-paths", web.longRunningPaths()),
                exemptPaths);
    }

    /** The application may have excluded the auto-configuration of the shutdown. The events are logged all the same. */
    private static ShutdownTimeline orOwn(ObjectProvider<ShutdownTimeline> timeline) {
        return timeline.getIfAvailable(ShutdownTimeline::new);
    }
}

package io.github.waitgroup.spring.source.grpc;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.github.waitgroup.spring.shutdown.ShutdownDelay;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import io.github.waitgroup.spring.source.SourceGroups;
import io.github.waitgroup.spring.web.DelaySetting;
import io.github.waitgroup.spring.web.LongRunningRequests;
import io.github.waitgroup.spring.web.ReactiveTrackingAutoConfiguration;
import io.github.waitgroup.spring.web.ServletTrackingAutoConfiguration;
import io.grpc.ServerInterceptor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * Auto-configuration that makes the calls of a gRPC server tasks of the group {@code grpc-calls}, unless {@code
 * wait-group.sources.grpc.enabled=false}. Where a servlet container serves gRPC there is no such server: its calls are
 * requests.
 *
 * <p>A bean named {@code grpcCallsGroup} replaces that group.
 */
@AutoConfiguration(
        after = {
            WaitGroupAutoConfiguration.class,
            ServletTrackingAutoConfiguration.class,
            ReactiveTrackingAutoConfiguration.class
        },
        afterName = "org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration")
@ConditionalOnClass({ServerInterceptor.class, GrpcServerLifecycle.class})
@ConditionalOnBooleanProperty(value = "wait-group.sources.grpc.enabled", matchIfMissing = true)
@ConditionalOnBean({GroupRegistry.class, GrpcServerLifecycle.class})
@ConditionalOnMissingBean(type = "org.springframework.boot.grpc.server.GrpcServletRegistration")
public final class GrpcSourceAutoConfiguration {

    private static final String GROUP_BEAN = "grpcCallsGroup";

    /** Called by Spring. */
    public GrpcSourceAutoConfiguration() {}

    @Bean(name = GROUP_BEAN, defaultCandidate = false)
    @ConditionalOnMissingBean(name = GROUP_BEAN, search = SearchStrategy.CURRENT)
    Group grpcCallsGroup(ObjectProvider<FailureHandler> handler) {
        return SourceGroups.create(Sources.GRPC, handler);
    }

    /** Before all others, so that what they do belongs to the call. */
    @Bean
    @GlobalServerInterceptor
    @Order(Ordered.HIGHEST_PRECEDENCE)
    GrpcCallInterceptor grpcCallInterceptor(
            @Qualifier(GROUP_BEAN) Group group,
            WaitGroupProperties properties,
            ObjectProvider<ShutdownTimeline> timeline) {
        return new GrpcCallInterceptor(
                group, new LongRunningRequests(group, properties.web().longRunningGrace(), orOwn(timeline)));
    }

    @Bean
    static GrpcServers grpcServers(ConfigurableApplicationContext context) {
        return new GrpcServers(context);
    }

    @Bean
    GrpcServerShutdown grpcServerShutdown(GrpcServers servers) {
        return new GrpcServerShutdown(servers);
    }

    /** That of the web server, if there is one. */
    @Bean
    @ConditionalOnMissingBean
    ShutdownDelay grpcShutdownDelay(
            ShutdownClock clock,
            WaitGroupProperties properties,
            ApplicationContext context,
            ObjectProvider<ShutdownTimeline> timeline) {
        DelaySetting setting = DelaySetting.of(properties, context, true);
        setting.log();
        return new ShutdownDelay(clock, setting.delay(), orOwn(timeline));
    }

    private static ShutdownTimeline orOwn(ObjectProvider<ShutdownTimeline> timeline) {
        return timeline.getIfAvailable(ShutdownTimeline::new);
    }
}

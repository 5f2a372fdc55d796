package io.github.waitgroup.spring.source.grpc;

import io.grpc.protobuf.services.HealthStatusManager;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/** Auto-configuration that lets gRPC's health service say that the application closes. */
@AutoConfiguration(
        after = GrpcSourceAutoConfiguration.class,
        afterName = "org.springframework.boot.grpc.server.autoconfigure.health.GrpcServerHealthAutoConfiguration")
@ConditionalOnClass(HealthStatusManager.class)
@ConditionalOnBean({GrpcCallInterceptor.class, HealthStatusManager.class})
public final class GrpcHealthAutoConfiguration {

    /** Called by Spring. */
    public GrpcHealthAutoConfiguration() {}

    @Bean
    GrpcHealthAtClose grpcHealthAtClose(ApplicationContext context, HealthStatusManager health) {
        return new GrpcHealthAtClose(context, health);
    }
}

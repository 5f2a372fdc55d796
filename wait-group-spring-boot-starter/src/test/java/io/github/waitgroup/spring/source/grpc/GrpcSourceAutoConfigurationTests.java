package io.github.waitgroup.spring.source.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.shutdown.ShutdownDelay;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.GrpcServerFactory;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

class GrpcSourceAutoConfigurationTests {

    private final ApplicationContextRunner runner = Fixtures.starter()
            .withConfiguration(
                    AutoConfigurations.of(GrpcSourceAutoConfiguration.class, GrpcHealthAutoConfiguration.class));
    private final ApplicationContextRunner withServer = runner.withUserConfiguration(WithServer.class);

    @Test
    void callsAreTrackedWhereThereIsAServer() {
        withServer.run(context -> assertThat(context)
                .hasSingleBean(GrpcCallInterceptor.class)
                .hasBean("grpcCallsGroup")
                .hasBean("defaultGroup"));
    }

    @Test
    void nothingIsThereWithoutAServer() {
        runner.run(context ->
                assertThat(context).doesNotHaveBean(GrpcCallInterceptor.class).doesNotHaveBean("grpcCallsGroup"));
    }

    @Test
    void nothingIsThereWithoutTheLibrary() {
        runner.withClassLoader(new FilteredClassLoader(ServerInterceptor.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("grpcCallsGroup"));
    }

    @Test
    void serverStaysAsItIsIfTheSourceIsSwitchedOff() {
        withServer.withPropertyValues("wait-group.sources.grpc.enabled=false").run(context -> {
            assertThat(context).doesNotHaveBean(GrpcCallInterceptor.class);
            assertThat(context.getBean(GrpcServerLifecycle.class).getPhase()).isEqualTo(Integer.MAX_VALUE);
        });
    }

    @Test
    void groupOfTheApplicationReplacesThatOfTheSource() {
        Group own = new Group("grpc-calls");
        withServer
                .withBean("grpcCallsGroup", Group.class, () -> own)
                .run(context -> assertThat(context.getBean("grpcCallsGroup")).isSameAs(own));
    }

    @Test
    void serverStopsInThePhaseOfWebServersAndStartsAgain() {
        withServer.run(context -> {
            GrpcServerLifecycle lifecycle = context.getBean(GrpcServerLifecycle.class);
            assertThat(lifecycle.getPhase()).isEqualTo(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
            assertThat(lifecycle.isRunning()).isTrue();
            assertThat(lifecycle.isAutoStartup()).isTrue();
            assertThat(lifecycle.getFactory()).isInstanceOf(InProcess.class);
            Server first = context.getBean(InProcess.class).latest;
            context.getSourceApplicationContext().stop();
            assertThat(lifecycle.isRunning()).isFalse();
            assertThat(first.isTerminated()).isTrue();
            context.getSourceApplicationContext().start();
            assertThat(lifecycle.isRunning()).isTrue();
            Server second = context.getBean(InProcess.class).latest;
            assertThat(second).isNotSameAs(first);
            assertThat(second.isShutdown()).isFalse();
        });
    }

    @Test
    void lifecycleOfTheApplicationIsLeftAlone() {
        runner.withUserConfiguration(WithOwnLifecycle.class).run(context -> {
            assertThat(context).hasSingleBean(GrpcCallInterceptor.class);
            assertThat(context.getBean(GrpcServerLifecycle.class)).isInstanceOf(OwnLifecycle.class);
        });
    }

    @Test
    void healthIsNotServingOnceTheApplicationCloses() {
        HealthStatusManager health = new HealthStatusManager();
        withServer.withBean(HealthStatusManager.class, () -> health).run(context -> {
            assertThat(statusOf(health)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
            context.getSourceApplicationContext().close();
            assertThat(statusOf(health)).isEqualTo(HealthCheckResponse.ServingStatus.NOT_SERVING);
        });
    }

    @Test
    void delayIsThatOfThePropertyAlsoWithoutAWebServer() {
        withServer
                .withPropertyValues("wait-group.web.shutdown-delay=1ms")
                .run(context -> assertThat(context).hasSingleBean(ShutdownDelay.class));
    }

    private static HealthCheckResponse.ServingStatus statusOf(HealthStatusManager health) throws Exception {
        String name = InProcessServerBuilder.generateName();
        Server server = InProcessServerBuilder.forName(name)
                .addService(health.getHealthService())
                .build()
                .start();
        ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus();
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithServer {

        @Bean
        InProcess factory() {
            return new InProcess();
        }

        @Bean
        GrpcServerLifecycle grpcServerLifecycle(InProcess factory, ApplicationContext events) {
            return new GrpcServerLifecycle(factory, Duration.ofSeconds(30), events);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithOwnLifecycle {

        @Bean
        OwnLifecycle grpcServerLifecycle(ApplicationContext events) {
            return new OwnLifecycle(events);
        }
    }

    static final class OwnLifecycle extends GrpcServerLifecycle {

        OwnLifecycle(ApplicationEventPublisher events) {
            super(new InProcess(), Duration.ofSeconds(30), events);
        }
    }

    static final class InProcess implements GrpcServerFactory {

        private volatile Server latest;

        @Override
        public Server createServer() {
            latest = InProcessServerBuilder.forName(InProcessServerBuilder.generateName())
                    .build();
            return latest;
        }

        @Override
        public void addService(io.grpc.ServerServiceDefinition service) {}
    }
}

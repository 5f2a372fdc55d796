package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.channelz.v1.ChannelzGrpc;
import io.grpc.channelz.v1.GetServersRequest;
import io.grpc.channelz.v1.GetServersResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * A gRPC server, which by itself blocks in {@code stop()} for as long as calls are under way and its own grace period
 * lasts. It stops after its calls where those are tracked.
 */
@ExtendWith(OutputCaptureExtension.class)
class GrpcServerTests {

    private static final String SERVER = "nettyGrpcServerLifecycle";
    private static final String GRACE_PERIOD_OF_SERVER = "spring.grpc.server.shutdown.grace-period";

    private static final String WITHOUT_SOURCE = "--wait-group.sources.grpc.enabled=false";

    @Test
    void planHasTheGracePeriodOfTheServerAndTheLogNamesItsPropertyIfCallsAreNotTracked(CapturedOutput output) {
        try (ConfigurableApplicationContext context = start(WITHOUT_SOURCE)) {
            assertThat(Applications.step(Applications.plan(context), SERVER).longest())
                    .isEqualTo(Duration.ofSeconds(30));
            assertThat(Applications.complaints(output.getOut().lines()))
                    .anyMatch(line -> line.contains(SERVER) && line.contains(GRACE_PERIOD_OF_SERVER));
        }
    }

    @Test
    void startFailsIfThatIsThePolicy(CapturedOutput output) {
        assertThatThrownBy(() -> start("--wait-group.shutdown.on-overrun=fail", WITHOUT_SOURCE))
                .rootCause()
                .hasMessageContaining(SERVER);
        assertThat(output).contains("APPLICATION FAILED TO START", GRACE_PERIOD_OF_SERVER);
    }

    @Test
    void planFitsWithAShorterGracePeriod(CapturedOutput output) {
        try (ConfigurableApplicationContext context = start("--" + GRACE_PERIOD_OF_SERVER + "=2s", WITHOUT_SOURCE)) {
            assertThat(Applications.plan(context).fits())
                    .as("%s fits", Applications.plan(context))
                    .isTrue();
        }
        assertThat(Applications.complaints(output.getOut().lines())).isEmpty();
    }

    @Test
    void planFitsIfCallsAreTracked(CapturedOutput output) {
        try (ConfigurableApplicationContext context = start("--wait-group.shutdown.on-overrun=fail")) {
            assertThat(Applications.step(Applications.plan(context), SERVER).longest())
                    .isEqualTo(Duration.ofSeconds(1));
        }
        assertThat(Applications.complaints(output.getOut().lines())).isEmpty();
    }

    @Test
    void callThatHangsIsNamedAndLeavesTheGroupItsTime(CapturedOutput output) throws Exception {
        ManagedChannel channel;
        long start;
        try (ConfigurableApplicationContext context =
                start("--wait-group.groups.grpc-calls.timeout=1s", "--wait-group.groups.orders.timeout=2s")) {
            channel = hang(context);
            Flush.start(context, Duration.ofMillis(500));
            start = System.nanoTime();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        channel.shutdownNow();
        assertThat(took).isLessThan(Duration.ofSeconds(10));
        assertThat(output)
                .contains(Flush.DONE, "Group 'orders' has drained")
                .containsPattern("(?s)grpc.channelz.v1.Channelz/GetServers.*\\bat .*GrpcServerTests");
    }

    @Test
    void callThatHangsLeavesAReserveToTheGroupIfCallsAreNotTracked(CapturedOutput output) throws Exception {
        ManagedChannel channel;
        try (ConfigurableApplicationContext context = start(
                WITHOUT_SOURCE,
                "--" + GRACE_PERIOD_OF_SERVER + "=5s",
                "--wait-group.shutdown.timeout=4s",
                "--wait-group.shutdown.grace-period=9s",
                "--wait-group.groups.orders.timeout=2s")) {
            channel = hang(context);
            Flush.start(context, Duration.ZERO);
        }
        channel.shutdownNow();
        assertThat(Applications.timeOf("orders", output.getOut().lines())).isPositive();
        assertThat(output).contains(Flush.DONE, "Group 'orders' has drained");
        assertThat(Applications.complaints(output.getOut().lines())).anyMatch(line -> line.contains(SERVER));
    }

    private static ManagedChannel hang(ConfigurableApplicationContext context) throws InterruptedException {
        int port = context.getBean(GrpcServerLifecycle.class).getPort();
        ManagedChannel channel = ManagedChannelBuilder.forAddress("localhost", port)
                .usePlaintext()
                .build();
        ChannelzGrpc.newStub(channel).getServers(GetServersRequest.getDefaultInstance(), new Ignored());
        CountDownLatch called = context.getBean(Hanging.class).called;
        assertThat(called.await(Applications.FOREVER.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return channel;
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return Applications.start(
                Server.class, Arguments.join(arguments, Library.argument(Library.GRPC), "--spring.grpc.server.port=0"));
    }

    @EnableAutoConfiguration
    static class Server {

        @Bean
        Hanging hanging() {
            return new Hanging();
        }
    }

    /** A service that never answers. */
    static final class Hanging extends ChannelzGrpc.ChannelzImplBase {

        final CountDownLatch called = new CountDownLatch(1);

        @Override
        public void getServers(GetServersRequest request, StreamObserver<GetServersResponse> answer) {
            called.countDown();
            Applications.hang();
        }
    }

    private static final class Ignored implements StreamObserver<GetServersResponse> {

        @Override
        public void onNext(GetServersResponse response) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}

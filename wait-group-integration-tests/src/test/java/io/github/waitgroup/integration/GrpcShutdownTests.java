package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** A real SIGTERM for one of two instances of a gRPC service, which a load balancer notices after a second. */
class GrpcShutdownTests {

    private static final int CALLERS = 8;
    private static final Duration LAG = Duration.ofSeconds(1);

    @Test
    void plainSpringStopsItsServerBeforeAnybodyHasNoticed() throws Exception {
        String excluded =
                ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()).getCandidates().stream()
                        .filter(each -> each.startsWith("io.github.waitgroup."))
                        .collect(Collectors.joining(","));
        try (Rollout rollout = new Rollout("--spring.autoconfigure.exclude=" + excluded)) {
            rollout.terminate();
            assertThat(rollout.callers.failed()).as(rollout.toString()).isPositive();
        }
    }

    @Test
    void noCallFailsAndWhatIsInFlightEndsWithItsFollowUp() throws Exception {
        try (Rollout rollout =
                new Rollout("--wait-group.web.shutdown-delay=2s", "--wait-group.web.long-running-grace=500ms")) {
            ManagedChannel direct = GrpcCallers.channel(rollout.leaving);
            End slow = new End();
            ClientCalls.asyncUnaryCall(direct.newCall(GrpcOrders.PLACE, CallOptions.DEFAULT), GrpcOrders.SLOW, slow);
            End attentive = watch(direct, GrpcOrders.ATTENTIVE);
            End deaf = watch(direct, GrpcOrders.DEAF);
            rollout.child.awaitLine("begins slow");

            ChildJvm.Exit exit = rollout.terminate();

            assertThat(rollout.callers.failed()).as(rollout + exit.output()).isZero();
            assertThat(slow.status().getCode()).as(exit.output()).isEqualTo(Status.Code.OK);
            assertThat(slow.messages).containsExactly("placed slow");
            assertThat(exit.output()).contains("follow-up of slow").doesNotContain("task refused");
            assertThat(attentive.status().getCode()).isEqualTo(Status.Code.OK);
            assertThat(attentive.messages).containsExactly("hello attentive", "good bye");
            assertThat(deaf.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(exit.elapsed()).isLessThan(Duration.ofSeconds(10));
            direct.shutdownNow();
        }
    }

    private static End watch(ManagedChannel channel, String watcher) {
        End end = new End();
        ClientCalls.asyncServerStreamingCall(channel.newCall(GrpcOrders.WATCH, CallOptions.DEFAULT), watcher, end);
        await().until(() -> !end.messages.isEmpty());
        return end;
    }

    /** Two instances behind a balancer with callers, one of which leaves. */
    private static final class Rollout implements AutoCloseable {

        final int leaving = freePort();
        final ChildJvm child;
        final GrpcCallers callers;
        private final ConfigurableApplicationContext staying;
        private final Balancer balancer;

        Rollout(String... arguments) throws Exception {
            child = ChildJvm.start(
                    GrpcOrders.class,
                    Arguments.join(arguments, Library.argument(Library.GRPC), "--spring.grpc.server.port=" + leaving));
            staying =
                    Applications.start(GrpcOrders.class, Library.argument(Library.GRPC), "--spring.grpc.server.port=0");
            child.awaitLine("Started GrpcOrders");
            balancer = new Balancer(
                    leaving, staying.getBean(GrpcServerLifecycle.class).getPort());
            callers = new GrpcCallers(CALLERS, balancer.port());
            await().until(() -> callers.calls() > 20 * CALLERS);
        }

        /** Ends the instance that leaves, while the callers go on, and for as long again. */
        ChildJvm.Exit terminate() throws Exception {
            CompletableFuture.delayedExecutor(LAG.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> balancer.remove(leaving));
            ChildJvm.Exit exit = child.terminate();
            int calls = callers.calls();
            await().atMost(Applications.FOREVER).until(() -> callers.calls() > calls + 100 * CALLERS);
            callers.close();
            System.out.println(this);
            return exit;
        }

        private static int freePort() {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        }

        @Override
        public String toString() {
            return callers.failed() + " of " + callers.calls() + " calls failed";
        }

        @Override
        public void close() throws IOException {
            callers.close();
            balancer.close();
            staying.close();
            child.close();
        }
    }

    /** What a client gets in the end. */
    private static final class End implements StreamObserver<String> {

        final List<String> messages = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Status> status = new CompletableFuture<>();

        @Override
        public void onNext(String message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            status.complete(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            status.complete(Status.OK);
        }

        Status status() throws Exception {
            return status.get(Applications.FOREVER.toSeconds(), TimeUnit.SECONDS);
        }
    }
}

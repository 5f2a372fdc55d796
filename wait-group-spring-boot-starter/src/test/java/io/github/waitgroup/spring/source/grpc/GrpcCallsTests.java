package io.github.waitgroup.spring.source.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import io.github.waitgroup.spring.web.LongRunningRequests;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrpcCallsTests {

    private final Group group = new Group("grpc-calls");
    private final LongRunningRequests longRunning =
            new LongRunningRequests(group, Duration.ofMillis(200), new ShutdownTimeline());
    private final GrpcCallInterceptor interceptor = new GrpcCallInterceptor(group, longRunning);
    private final Answer answer = new Answer();

    private Server server;
    private ManagedChannel channel;

    @AfterEach
    void close() throws InterruptedException {
        channel.shutdownNow();
        server.shutdownNow();
        assertThat(server.awaitTermination(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    private void serve(Orders orders, ServerInterceptor... inner) throws IOException {
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .addService(ServerInterceptors.intercept(ServerInterceptors.intercept(orders, inner), interceptor))
                .addService(ServerInterceptors.intercept(new HealthStatusManager().getHealthService(), interceptor))
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).build();
    }

    @Test
    void callIsATaskWithTheNameOfItsMethodAndItsStack() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        serve(Orders.placed((request, observer) -> {
            called.countDown();
            Fixtures.await(released);
            observer.onNext("placed");
            observer.onCompleted();
        }));
        Orders.place(channel, answer);
        Fixtures.await(called);
        assertThat(group.activeTasks()).singleElement().satisfies(task -> {
            assertThat(task.name()).isEqualTo("test.Orders/Place");
            assertThat(task.stack()).anyMatch(frame -> frame.getClassName().startsWith(GrpcCallsTests.class.getName()));
        });
        released.countDown();
        answer.assertStatus(Status.Code.OK);
        assertThat(answer.messages).containsExactly("placed");
        assertEnded(1, 0);
    }

    @Test
    void callIsInFlightUntilItIsAnsweredByAnotherThread() throws Exception {
        CompletableFuture<StreamObserver<String>> handed = new CompletableFuture<>();
        serve(Orders.placed((request, observer) -> handed.complete(observer)));
        Orders.place(channel, answer);
        StreamObserver<String> observer = handed.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(group.activeTasks())
                .singleElement()
                .satisfies(task -> assertThat(task.stack()).isEmpty()));
        group.beginStop();
        observer.onNext("later");
        observer.onCompleted();
        answer.assertStatus(Status.Code.OK);
        assertEnded(1, 0);
    }

    @Test
    void handlerRunsAsATaskOfTheGroup() throws Exception {
        CompletableFuture<Boolean> isTask = new CompletableFuture<>();
        serve(Orders.placed((request, observer) -> {
            isTask.complete(group.currentTask() != null);
            observer.onNext("");
            observer.onCompleted();
        }));
        Orders.place(channel, answer);
        assertThat(isTask.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS)).isTrue();
        answer.assertStatus(Status.Code.OK);
    }

    @Test
    void handlerThatThrowsHasFailed() throws Exception {
        serve(Orders.placed((request, observer) -> {
            throw new IllegalStateException("sold out");
        }));
        Orders.place(channel, answer);
        answer.assertStatus(Status.Code.UNKNOWN);
        assertEnded(0, 1);
    }

    @Test
    void faultOfTheServerHasFailedAndThatOfTheClientHasNot() throws Exception {
        serve(Orders.placed((request, observer) -> observer.onError(Status.INTERNAL.asException())));
        Orders.place(channel, answer);
        answer.assertStatus(Status.Code.INTERNAL);
        assertEnded(0, 1);
        close();
        serve(Orders.placed((request, observer) -> observer.onError(Status.INVALID_ARGUMENT.asException())));
        Answer second = new Answer();
        Orders.place(channel, second);
        second.assertStatus(Status.Code.INVALID_ARGUMENT);
        assertEnded(1, 1);
    }

    @Test
    void interceptorThatThrowsHasFailed() throws Exception {
        serve(Orders.placed((request, observer) -> observer.onCompleted()), new ServerInterceptor() {
            @Override
            public <Q, A> io.grpc.ServerCall.Listener<Q> interceptCall(
                    io.grpc.ServerCall<Q, A> call, Metadata headers, io.grpc.ServerCallHandler<Q, A> next) {
                throw Status.PERMISSION_DENIED.asRuntimeException();
            }
        });
        Orders.place(channel, answer);
        assertThat(answer.status().isOk()).isFalse();
        assertEnded(0, 1);
    }

    @Test
    void callWhoseClientHasGoneHasFailed() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        serve(Orders.placed((request, observer) -> called.countDown()));
        ClientCall<String, String> call = channel.newCall(Orders.PLACE, CallOptions.DEFAULT);
        ClientCalls.asyncUnaryCall(call, "book", answer);
        Fixtures.await(called);
        call.cancel("no time", null);
        answer.assertStatus(Status.Code.CANCELLED);
        assertEnded(0, 1);
    }

    @Test
    void callThatComesWhenTheGroupIsStoppingIsRefusedAndHealthIsAnswered() throws Exception {
        serve(Orders.placed((request, observer) -> observer.onCompleted()));
        group.stop(Duration.ZERO);
        Orders.place(channel, answer);
        assertThat(answer.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(answer.status().getDescription()).contains("shutting down", "not begun");
        HealthCheckResponse health = HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
        assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        assertThat(group.counts().refused()).isEqualTo(1);
    }

    @Test
    void streamIsEndedByItsHandlerWhenItIsSignalled() throws Exception {
        CountDownLatch watching = new CountDownLatch(1);
        serve(Orders.watched((request, observer) -> {
            observer.onNext("first");
            GrpcCalls.stopChannel().onClose(() -> {
                observer.onNext("last");
                observer.onCompleted();
            });
            watching.countDown();
        }));
        watch();
        Fixtures.await(watching);
        group.beginStop(Fixtures.FOREVER);
        answer.assertStatus(Status.Code.OK);
        assertThat(answer.messages).containsExactly("first", "last");
        assertEnded(1, 0);
    }

    @Test
    void streamWhoseHandlerDoesNotListenIsEndedAfterTheGracePeriod() throws Exception {
        CompletableFuture<ServerCallStreamObserver<String>> handed = new CompletableFuture<>();
        CountDownLatch cancelled = new CountDownLatch(1);
        CompletableFuture<Context> context = new CompletableFuture<>();
        serve(Orders.watched((request, observer) -> {
            ServerCallStreamObserver<String> stream = (ServerCallStreamObserver<String>) observer;
            stream.setOnCancelHandler(cancelled::countDown);
            stream.onNext("first");
            context.complete(Context.current());
            handed.complete(stream);
        }));
        watch();
        ServerCallStreamObserver<String> stream = handed.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
        group.beginStop(Fixtures.FOREVER);
        answer.assertStatus(Status.Code.UNAVAILABLE);
        assertThat(answer.messages).containsExactly("first");
        assertEnded(0, 1);
        Fixtures.await(cancelled);
        assertThat(stream.isCancelled()).isTrue();
        assertThat(context.join().isCancelled()).isTrue();
        stream.onNext("dropped");
        stream.onCompleted();
    }

    @Test
    void handlerThatGoesOnSendingIsStoppedAsIfItsClientHadGone() throws Exception {
        CompletableFuture<Integer> sent = new CompletableFuture<>();
        serve(Orders.watched((request, observer) -> {
            int count = 0;
            while (!Context.current().isCancelled()) {
                observer.onNext("event");
                count++;
                Fixtures.awaitAtMost(Duration.ofMillis(1), new CountDownLatch(1));
            }
            sent.complete(count);
            observer.onCompleted();
        }));
        watch();
        await().until(() -> !answer.messages.isEmpty());
        group.beginStop(Fixtures.FOREVER);
        answer.assertStatus(Status.Code.UNAVAILABLE);
        assertThat(sent.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS)).isPositive();
        assertEnded(0, 1);
    }

    @Test
    void callThatSendsManyMessagesAndHasOneAnswerIsAwaited() throws Exception {
        serve(Orders.placed((request, observer) -> observer.onCompleted()));
        StreamObserver<String> upload =
                ClientCalls.asyncClientStreamingCall(channel.newCall(Orders.UPLOAD, CallOptions.DEFAULT), answer);
        upload.onNext("one");
        await().until(() -> group.counts().active() == 1);
        group.beginStop(Duration.ofSeconds(1));
        assertThat(group.await(Duration.ofMillis(500))).isFalse();
        upload.onNext("two");
        upload.onCompleted();
        answer.assertStatus(Status.Code.OK);
        assertThat(answer.messages).containsExactly("two");
        assertEnded(1, 0);
    }

    @Test
    void streamsAreMeantToLast() throws Exception {
        CountDownLatch watching = new CountDownLatch(1);
        serve(Orders.watched((request, observer) -> watching.countDown()));
        watch();
        Fixtures.await(watching);
        assertThat(group.activeTasks()).hasSize(1);
        assertThat(group.oldestTask()).isNull();
    }

    @Test
    void thereIsAStopChannelOutsideOfCalls() throws Exception {
        serve(Orders.placed((request, observer) -> {
            observer.onNext(Boolean.toString(GrpcCalls.stopChannel().isClosed()));
            observer.onCompleted();
        }));
        assertThat(GrpcCalls.stopChannel().isClosed()).isFalse();
        group.signalStop();
        assertThat(ClientCalls.blockingUnaryCall(channel, Orders.PLACE, CallOptions.DEFAULT, "book"))
                .isEqualTo("false");
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                        channel, Orders.PLACE, CallOptions.DEFAULT.withDeadlineAfter(-1, TimeUnit.SECONDS), "late"))
                .hasMessageContaining("DEADLINE_EXCEEDED");
    }

    private void watch() {
        ClientCalls.asyncServerStreamingCall(channel.newCall(Orders.WATCH, CallOptions.DEFAULT), "books", answer);
    }

    /** The server is notified of an end after the client. */
    private void assertEnded(long completed, long failed) {
        await().untilAsserted(() -> {
            assertThat(group.counts().completed()).isEqualTo(completed);
            assertThat(group.counts().failed()).isEqualTo(failed);
            assertThat(group.counts().active()).isZero();
        });
    }
}

package io.github.waitgroup.integration;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.source.grpc.GrpcCalls;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** An application with a gRPC service of strings. */
@EnableAutoConfiguration
class GrpcOrders {

    static final MethodDescriptor<String, String> PLACE = method("Place", MethodType.UNARY);
    static final MethodDescriptor<String, String> WATCH = method("Watch", MethodType.SERVER_STREAMING);

    /** An order that takes a while. */
    static final String SLOW = "slow";

    static final Duration TIME_OF_SLOW = Duration.ofMillis(3_500);

    /** An order that hangs. */
    static final String HANGING = "hanging";

    /** A watch that ends when it is signalled. */
    static final String ATTENTIVE = "attentive";

    /** A watch that nothing ends. */
    static final String DEAF = "deaf";

    public static void main(String[] arguments) {
        SpringApplication.run(GrpcOrders.class, arguments);
    }

    @Bean
    BindableService orders(ObjectProvider<Group> group) {
        return () -> ServerServiceDefinition.builder("test.Orders")
                .addMethod(PLACE, ServerCalls.asyncUnaryCall((order, answer) -> place(order, answer, group)))
                .addMethod(WATCH, ServerCalls.asyncServerStreamingCall(GrpcOrders::watch))
                .build();
    }

    private static void place(String order, StreamObserver<String> answer, ObjectProvider<Group> group) {
        if (order.equals(SLOW)) {
            System.out.println("begins " + order);
            Applications.work(TIME_OF_SLOW);
            group.getObject().start("follow-up", () -> System.out.println("follow-up of " + order));
        } else if (order.equals(HANGING)) {
            System.out.println("begins " + order);
            Applications.hang();
        }
        answer.onNext("placed " + order);
        answer.onCompleted();
    }

    private static void watch(String watcher, StreamObserver<String> answer) {
        answer.onNext("hello " + watcher);
        if (watcher.equals(ATTENTIVE)) {
            GrpcCalls.stopChannel().onClose(() -> {
                answer.onNext("good bye");
                answer.onCompleted();
            });
        }
    }

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName("test.Orders/" + name)
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {

        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    }
}

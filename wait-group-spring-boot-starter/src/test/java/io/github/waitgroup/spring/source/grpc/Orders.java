package io.github.waitgroup.spring.source.grpc;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A service of strings, with a method of each kind. Its handlers are those of a test. */
final class Orders implements BindableService {

    static final MethodDescriptor<String, String> PLACE = method("Place", MethodType.UNARY);
    static final MethodDescriptor<String, String> WATCH = method("Watch", MethodType.SERVER_STREAMING);
    static final MethodDescriptor<String, String> UPLOAD = method("Upload", MethodType.CLIENT_STREAMING);

    private final ServerCalls.UnaryMethod<String, String> place;
    private final ServerCalls.ServerStreamingMethod<String, String> watch;

    Orders(ServerCalls.UnaryMethod<String, String> place, ServerCalls.ServerStreamingMethod<String, String> watch) {
        this.place = place;
        this.watch = watch;
    }

    static Orders placed(ServerCalls.UnaryMethod<String, String> place) {
        return new Orders(place, (request, answer) -> answer.onCompleted());
    }

    static Orders watched(ServerCalls.ServerStreamingMethod<String, String> watch) {
        return new Orders((request, answer) -> answer.onCompleted(), watch);
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder("test.Orders")
                .addMethod(PLACE, ServerCalls.asyncUnaryCall(place))
                .addMethod(WATCH, ServerCalls.asyncServerStreamingCall(watch))
                .addMethod(UPLOAD, ServerCalls.asyncClientStreamingCall(Upload::new))
                .build();
    }

    static void place(Channel channel, StreamObserver<String> answer) {
        ClientCalls.asyncUnaryCall(channel.newCall(PLACE, io.grpc.CallOptions.DEFAULT), "book", answer);
    }

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName("test.Orders/" + name)
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    /** Answers with the last part when the client has sent all. */
    private static final class Upload implements StreamObserver<String> {

        private final StreamObserver<String> answer;
        private String last = "";

        Upload(StreamObserver<String> answer) {
            this.answer = answer;
        }

        @Override
        public void onNext(String part) {
            last = part;
        }

        @Override
        public void onError(Throwable gone) {}

        @Override
        public void onCompleted() {
            answer.onNext(last);
            answer.onCompleted();
        }
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

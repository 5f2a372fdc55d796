package io.github.waitgroup.integration;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that call a service again and again, each over a connection of its own. */
final class GrpcCallers implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    private volatile boolean ended;

    GrpcCallers(int count, int port) {
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> call(port), "caller-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    static ManagedChannel channel(int port) {
        return ManagedChannelBuilder.forAddress("localhost", port)
                .usePlaintext()
                .build();
    }

    private void call(int port) {
        ManagedChannel channel = channel(port);
        while (!ended) {
            try {
                ClientCalls.blockingUnaryCall(channel, GrpcOrders.PLACE, CallOptions.DEFAULT, "quick");
            } catch (StatusRuntimeException failure) {
                failed.incrementAndGet();
            }
            calls.incrementAndGet();
            Applications.work(PAUSE);
        }
        channel.shutdownNow();
    }

    int calls() {
        return calls.get();
    }

    int failed() {
        return failed.get();
    }

    @Override
    public void close() {
        ended = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }
}

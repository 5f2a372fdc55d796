package io.github.waitgroup.spring.source.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.Fixtures;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** What a client gets: messages, and then a status. */
final class Answer implements StreamObserver<String> {

    final List<String> messages = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    @Override
    public void onNext(String message) {
        messages.add(message);
    }

    @Override
    public void onError(Throwable failure) {
        end.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
        end.complete(Status.OK);
    }

    boolean hasEnded() {
        return end.isDone();
    }

    Status status() throws Exception {
        return end.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
    }

    void assertStatus(Status.Code code) throws Exception {
        assertThat(status().getCode()).isEqualTo(code);
    }
}

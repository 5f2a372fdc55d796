package io.github.waitgroup.spring.web;

import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The other end of a WebSocket: the first message that arrived, and why the connection was closed. */
final class SocketClient implements WebSocket.Listener {

    final CompletableFuture<String> message = new CompletableFuture<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
        message.complete(text.toString());
        return WebSocket.Listener.super.onText(socket, text, last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        closed.complete(status);
        return WebSocket.Listener.super.onClose(socket, status, reason);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closed.completeExceptionally(error);
    }
}

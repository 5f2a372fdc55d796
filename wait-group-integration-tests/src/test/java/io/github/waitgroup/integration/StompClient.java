package io.github.waitgroup.integration;

import java.util.concurrent.TimeUnit;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;

/** A client that speaks STOMP over a WebSocket. */
final class StompClient {

    private StompClient() {}

    static StompSession connect(WebSocketClient transport, String url) throws Exception {
        WebSocketStompClient client = new WebSocketStompClient(transport);
        client.setMessageConverter(new StringMessageConverter());
        return client.connectAsync(url, new StompSessionHandlerAdapter() {})
                .get(Applications.FOREVER.toSeconds(), TimeUnit.SECONDS);
    }

    static StompSession connect(String url) throws Exception {
        return connect(new StandardWebSocketClient(), url);
    }
}

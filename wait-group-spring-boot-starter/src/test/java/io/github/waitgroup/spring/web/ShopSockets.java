package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.jetty.autoconfigure.servlet.WebSocketJettyServletWebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import org.springframework.web.socket.server.jetty.JettyRequestUpgradeStrategy;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/** The WebSockets of the shop on a servlet container. */
final class ShopSockets {

    private ShopSockets() {}

    static Sockets of(WebApplication application) {
        return application.context().getBean(Sockets.class);
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Sockets.class)
    static class OnTomcat {

        @Bean
        RequestUpgradeStrategy upgradeStrategy() {
            return new StandardWebSocketUpgradeStrategy();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({Sockets.class, WebSocketJettyServletWebServerFactoryCustomizer.class})
    static class OnJetty {

        @Bean
        RequestUpgradeStrategy upgradeStrategy() {
            return new JettyRequestUpgradeStrategy();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebSocket
    static class Sockets implements WebSocketConfigurer {

        final CountDownLatch received = new CountDownLatch(1);
        final CountDownLatch proceed = new CountDownLatch(1);
        final AtomicInteger opened = new AtomicInteger();
        final CompletableFuture<Void> followUp = new CompletableFuture<>();

        private final Group group;
        private final RequestUpgradeStrategy upgradeStrategy;

        Sockets(Group group, RequestUpgradeStrategy upgradeStrategy) {
            this.group = group;
            this.upgradeStrategy = upgradeStrategy;
        }

        @Override
        public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
            registry.addHandler(new Chat(), "/chat").setHandshakeHandler(new DefaultHandshakeHandler(upgradeStrategy));
            registry.addHandler(new Chat(), "/slow")
                    .setHandshakeHandler(new DefaultHandshakeHandler(upgradeStrategy))
                    .addInterceptors(new Slow());
        }

        /** Repeats each message. */
        private final class Chat extends TextWebSocketHandler {

            @Override
            public void afterConnectionEstablished(WebSocketSession session) {
                opened.incrementAndGet();
            }

            @Override
            protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
                if (message.getPayload().equals("work")) {
                    received.countDown();
                    Fixtures.await(proceed);
                    group.start("mail", () -> followUp.complete(null));
                } else {
                    session.sendMessage(message);
                }
            }
        }

        private final class Slow implements HandshakeInterceptor {

            @Override
            public boolean beforeHandshake(
                    ServerHttpRequest request,
                    ServerHttpResponse response,
                    WebSocketHandler handler,
                    Map<String, Object> attributes) {
                received.countDown();
                Fixtures.await(proceed);
                return true;
            }

            @Override
            public void afterHandshake(
                    ServerHttpRequest request,
                    ServerHttpResponse response,
                    WebSocketHandler handler,
                    Exception exception) {}
        }
    }
}

package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.HttpRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.io.IOException;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

/** WebSocket sessions, which would hold the shutdown up for as long as it may take, or be cut without a word. */
class WebSocketTests {

    private static final String[] ARGUMENTS = {
        // Longer than a test waits for an answer: what is awaited ends by what is tested, or the test fails.
        "--wait-group.groups.http.timeout=2m",
        "--wait-group.shutdown.timeout=3m",
        "--wait-group.web.long-running-grace=2m"
    };

    @ParameterizedTest
    @EnumSource
    void sessionIsATaskUntilItsClientGoes(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            Group requests = Shop.requests(application);
            SocketClient client = new SocketClient();
            WebSocket socket = get(application.connect("/chat", client));
            get(socket.sendText("hello", true));
            assertThat(get(client.message)).isEqualTo("hello");
            assertThat(requests.activeTasks())
                    .singleElement()
                    .satisfies(task -> assertThat(task.name()).isEqualTo("WebSocket /chat"));
            assertThat(requests.oldestTask()).as("it is meant to last").isNull();
            get(socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).as("handshake and session").isEqualTo(new TaskCounts(2, 2, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void sessionWhoseClientVanishesEndsOnce(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            Group requests = Shop.requests(application);
            SocketClient client = new SocketClient();
            WebSocket socket = get(application.connect("/chat", client));
            get(socket.sendText("hello", true));
            get(client.message);
            socket.abort();
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void handshakeThatFailsLeavesNoSession(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            Group requests = Shop.requests(application);
            assertThat(application.get("/chat").statusCode()).isEqualTo(400);
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts().accepted()).as("the handshake").isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsThatResetHandshakesLeaveNoSession(Server server) {
        try (WebApplication application = server.open()) {
            ResettingClients.shakeHands(application, "/chat");
            Fixtures.awaitEmpty(Shop.requests(application));
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientIsToldThatTheServerGoesAway(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            Group requests = Shop.requests(application);
            SocketClient client = new SocketClient();
            get(get(application.connect("/chat", client)).sendText("hello", true));
            get(client.message); // so the session is open
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            assertThat(get(client.closed)).isEqualTo(1001);
            get(closed);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void messageThatIsBeingHandledIsWaitedFor(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            Group requests = Shop.requests(application);
            Sockets sockets = application.context().getBean(Sockets.class);
            SocketClient client = new SocketClient();
            get(get(application.connect("/chat", client)).sendText("work", true));
            Fixtures.await(sockets.received);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            get(client.closed);
            assertThat(closed).isNotDone();
            assertThat(requests.counts().active()).isOne();
            sockets.proceed.countDown();
            get(closed);
            assertThat(sockets.followUp).isCompleted();
            assertThat(requests.counts().active()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void sessionThatOpensOnceTheGroupStopsIsClosedAtOnce(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            Group requests = Shop.requests(application);
            Sockets sockets = application.context().getBean(Sockets.class);
            SocketClient client = new SocketClient();
            CompletableFuture<WebSocket> socket = application.connect("/slow", client);
            Fixtures.await(sockets.received);
            // Else the group may drain between handshake and session, and the server may cut what has not opened.
            Membership other = requests.enrol("other");
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            Fixtures.await(requests.stopChannel());
            sockets.proceed.countDown();
            get(socket);
            assertThat(get(client.closed)).isEqualTo(1001);
            other.close();
            get(closed);
            assertThat(requests.counts().active()).isZero();
            assertThat(sockets.opened).as("handlers that have seen a session").hasValue(0);
        }
    }

    enum Server {
        TOMCAT(OnTomcat.class),
        JETTY(OnJetty.class);

        private final Class<?> configuration;

        Server(Class<?> configuration) {
            this.configuration = configuration;
        }

        WebApplication open() {
            return WebApplication.run(configuration, ARGUMENTS);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({Shop.OnTomcat.class, Sockets.class})
    static class OnTomcat {

        @Bean
        RequestUpgradeStrategy upgradeStrategy() {
            return new StandardWebSocketUpgradeStrategy();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({Shop.OnJetty.class, Sockets.class, WebSocketJettyServletWebServerFactoryCustomizer.class})
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

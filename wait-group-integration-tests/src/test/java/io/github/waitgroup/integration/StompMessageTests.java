package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.sockjs.client.SockJsClient;
import org.springframework.web.socket.sockjs.client.WebSocketTransport;

/** The message that a client has sent is a task until it is handled, over a real Tomcat. */
@ExtendWith(OutputCaptureExtension.class)
class StompMessageTests {

    private static final String GROUP = "websocket-messages";

    @Test
    void messageInHandAndMessageThatWaitsAreNamedByDestination() throws Exception {
        Shop.gate = new Gate();
        try (ConfigurableApplicationContext context = start(Shop.class)) {
            StompSession session = StompClient.connect("ws://localhost:" + port(context) + "/stomp");
            ListenerTasks tasks = new ListenerTasks(context, GROUP);
            session.send("/app/orders", "first");
            Shop.gate.awaitArrival();
            tasks.assertOneIn("take", "SEND /app/orders");
            session.send("/topic/news", "of no concern to the application");
            session.send("/app/orders", "second"); // the executor has one thread
            Group group = context.getBean(GroupRegistry.class).get(GROUP);
            await().atMost(Applications.FOREVER)
                    .untilAsserted(() -> assertThat(group.activeTasks())
                            .extracting(ActiveTask::name)
                            .containsExactly("SEND /app/orders", "SEND /app/orders"));
            Shop.gate.open();
            tasks.awaitEnded(2, 0);
            session.send("/app/failures", "third");
            tasks.awaitEnded(3, 0); // the handler method's exception goes to @MessageExceptionHandler, or to the log
            session.send("/app/refused", "fourth"); // refused by an interceptor
            session.send("/app/orders", "fifth");
            tasks.awaitEnded(4, 0);
        }
    }

    @Test
    void sockJsCarriesTheSameMessages() throws Exception {
        Shop.gate = new Gate();
        try (ConfigurableApplicationContext context = start(Shop.class)) {
            StompSession session = StompClient.connect(
                    new SockJsClient(List.of(new WebSocketTransport(new StandardWebSocketClient()))),
                    "http://localhost:" + port(context) + "/sockjs");
            session.send("/app/orders", "first");
            Shop.gate.awaitArrival();
            new ListenerTasks(context, GROUP).assertOneIn("take", "SEND /app/orders");
            Shop.gate.open();
        }
    }

    @Test
    void plainSpringDoesNotNameTheHandler(CapturedOutput output) throws Exception {
        Shop.gate = new Gate();
        ListenerTasks.assertPlainSpringDoesNotName(
                "take", Shop.gate, output, Ordering.class, Library.argument(Library.WEBSOCKET));
    }

    /** The session is a long-running task of {@code http} already, and a message is a part of it. */
    @Test
    void handlerOfAWebSocketIsInFlightAndMayHandOnWhileItsGroupStops() throws Exception {
        Sockets.gate = new Gate();
        try (ConfigurableApplicationContext context = start(Sockets.class)) {
            WebSocketSession session = new StandardWebSocketClient()
                    .execute(new TextWebSocketHandler(), "ws://localhost:" + port(context) + "/raw")
                    .get(Applications.FOREVER.toSeconds(), TimeUnit.SECONDS);
            session.sendMessage(new TextMessage("first"));
            Sockets.gate.awaitArrival();
            new ListenerTasks(context, "http").assertOneIn("handleTextMessage", "WebSocket /raw");
            CompletableFuture<Void> close = CompletableFuture.runAsync(context::close);
            Group http = context.getBean(GroupRegistry.class).get("http");
            await().atMost(Applications.FOREVER).until(() -> http.state() == Group.State.STOPPING);
            Sockets.gate.open();
            assertThat(Sockets.DONE.poll(Applications.FOREVER.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo("follow-up in http of first");
            close.join();
        }
    }

    @Test
    void messagesAreHandledAfterSigterm() throws Exception {
        List<String> orders = List.of("order-0", "order-1", "order-2");
        try (ChildJvm child = ChildJvm.start(Orders.class, Library.argument(Library.WEBSOCKET))) {
            Reading.assertNothingIsLostOrRepeated(child, orders, List::of);
        }
    }

    private static ConfigurableApplicationContext start(Class<?> application) {
        return Applications.start(application, Library.argument(Library.WEBSOCKET));
    }

    private static String port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port");
    }

    /** Endpoints for STOMP, and one thread for all messages. */
    static class Broker implements WebSocketMessageBrokerConfigurer {

        @Override
        public void registerStompEndpoints(StompEndpointRegistry registry) {
            registry.addEndpoint("/stomp");
            registry.addEndpoint("/sockjs").withSockJS();
        }

        @Override
        public void configureMessageBroker(MessageBrokerRegistry registry) {
            registry.enableSimpleBroker("/topic");
            registry.setApplicationDestinationPrefixes("/app");
        }

        @Override
        public void configureClientInboundChannel(ChannelRegistration registration) {
            registration.taskExecutor().corePoolSize(1);
            registration.interceptors(new ChannelInterceptor() {
                @Override
                public Message<?> preSend(Message<?> message, MessageChannel channel) {
                    return "/app/refused".equals(message.getHeaders().get("simpDestination")) ? null : message;
                }
            });
        }
    }

    @Controller
    @EnableAutoConfiguration
    @EnableWebSocketMessageBroker
    static class Shop extends Broker {

        static Gate gate = new Gate();

        @MessageMapping("/orders")
        void take(String order) {
            gate.pass(order);
        }

        @MessageMapping("/failures")
        void fail(String order) {
            throw new IllegalStateException("no");
        }
    }

    /** Sends an order to itself. */
    static class Ordering extends Shop {

        @org.springframework.context.annotation.Bean
        org.springframework.boot.ApplicationRunner client(ConfigurableApplicationContext context) {
            return arguments -> StompClient.connect("ws://localhost:" + port(context) + "/stomp")
                    .send("/app/orders", "first");
        }
    }

    @Controller
    @EnableAutoConfiguration
    @EnableWebSocketMessageBroker
    static class Orders extends Broker {

        private final Group group;

        Orders(Group group) {
            this.group = group;
        }

        public static void main(String[] arguments) throws Exception {
            StompSession session = StompClient.connect(
                    "ws://localhost:" + port(SpringApplication.run(Orders.class, arguments)) + "/stomp");
            for (int i = 0; i < 3; i++) {
                session.send("/app/orders", "order-" + i);
            }
        }

        @MessageMapping("/orders")
        void take(String order) {
            Reading.read(order, group);
        }
    }

    @EnableAutoConfiguration
    @EnableWebSocket
    static class Sockets implements WebSocketConfigurer {

        static final BlockingQueue<String> DONE = new LinkedBlockingQueue<>();

        static Gate gate = new Gate();

        private final GroupRegistry groups;

        Sockets(GroupRegistry groups) {
            this.groups = groups;
        }

        @Override
        public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
            registry.addHandler(
                    new TextWebSocketHandler() {
                        @Override
                        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
                            gate.pass(message.getPayload());
                            groups.get("http")
                                    .start("follow-up", () -> DONE.add("follow-up in http of " + message.getPayload()));
                        }
                    },
                    "/raw");
        }
    }
}

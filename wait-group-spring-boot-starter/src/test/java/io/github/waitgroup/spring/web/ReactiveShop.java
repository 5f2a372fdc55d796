package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import io.github.waitgroup.spring.shutdown.LifecycleProbe;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitFailureHandler;

/** A service on Reactor Netty that answers when a test lets it. */
final class ReactiveShop {

    /** All servers are on the class path: Boot would take Jetty, and cannot decide about the management server. */
    private static final String OTHER_SERVERS = "--spring.autoconfigure.exclude="
            + String.join(
                    ",",
                    "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
                    "org.springframework.boot.jetty.autoconfigure.actuate.web.server."
                            + "JettyReactiveManagementContextAutoConfiguration",
                    "org.springframework.boot.tomcat.autoconfigure.actuate.web.server."
                            + "TomcatReactiveManagementContextAutoConfiguration");

    private static final String WITHOUT_A_PAUSE_AT_THE_END = "--spring.reactor.netty.shutdown-quiet-period=0s";

    static final List<String> ARGUMENTS = List.of(OTHER_SERVERS, WITHOUT_A_PAUSE_AT_THE_END);

    private ReactiveShop() {}

    static Orders orders(WebApplication application) {
        return application.context().getBean(Orders.class);
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Orders.class)
    static class OnNetty {

        @Bean
        RouterFunction<ServerResponse> routed(Orders orders) {
            return RouterFunctions.route()
                    .GET(
                            "/routed/{id}",
                            request -> ServerResponse.ok().body(orders.order(request.pathVariable("id")), String.class))
                    .build();
        }

        @Bean
        SimpleUrlHandlerMapping sockets() {
            Map<String, WebSocketHandler> handlers = Map.of(
                    "/chat", session -> session.send(session.receive().doOnNext(WebSocketMessage::retain)),
                    "/ticker",
                            session -> session.send(
                                    Flux.just(session.textMessage("tick")).concatWith(Flux.never())));
            return new SimpleUrlHandlerMapping(handlers, -1);
        }

        /** All servers are on the class path, and Spring would take Jetty. */
        @Bean
        WebFluxConfigurer webSockets() {
            return new WebFluxConfigurer() {

                @Override
                public WebSocketService getWebSocketService() {
                    return new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy());
                }
            };
        }

        /** Stops in the phase in which the server refuses connections. */
        @Bean
        LifecycleProbe whenTheServerDrains(Orders orders) {
            return new LifecycleProbe(
                    WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE, () -> orders.events.add("server drains"));
        }
    }

    @RestController
    static class Orders implements HeldOrders {

        final CountDownLatch received = new CountDownLatch(1);
        final CountDownLatch deferredReceived = new CountDownLatch(1);
        final Sinks.One<String> answer = Sinks.one();
        final Sinks.One<String> deferred = Sinks.one();
        final Sinks.Many<String> stream = Sinks.many().replay().all();
        final List<String> events = new CopyOnWriteArrayList<>();

        private final Group group;

        Orders(Group group) {
            this.group = group;
        }

        @Override
        public void awaitOrder() {
            Fixtures.await(received);
        }

        @Override
        public void answerOrder() {
            answer.emitValue("!", EmitFailureHandler.FAIL_FAST);
        }

        @Override
        public void awaitDeferred() {
            Fixtures.await(deferredReceived);
        }

        @Override
        public void answerDeferred() {
            deferred.emitValue("at last", EmitFailureHandler.FAIL_FAST);
        }

        @Override
        public List<String> events() {
            return events;
        }

        @GetMapping("/plain")
        Mono<String> plain() {
            return Mono.just("plain");
        }

        @GetMapping("/shared")
        @CrossOrigin(Shop.PARTNER)
        Mono<String> shared() {
            return Mono.just("shared");
        }

        @GetMapping("/orders/{id}")
        Mono<String> order(@PathVariable String id) {
            return answer.asMono().map(last -> id + last).doOnSubscribe(subscription -> received.countDown());
        }

        @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> stream() {
            return stream.asFlux().doOnNext(each -> received.countDown());
        }

        @GetMapping(path = "/records", produces = MediaType.APPLICATION_NDJSON_VALUE)
        Flux<Map<String, String>> records() {
            return stream().map(each -> Map.of("record", each));
        }

        /** An answer that takes its time, and is not a stream of events. */
        @GetMapping(path = "/text", produces = MediaType.TEXT_PLAIN_VALUE)
        Flux<String> text() {
            return stream();
        }

        /** More than a client that does not read can be sent. */
        @GetMapping(path = "/endless", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> endless() {
            return Flux.<String>generate(sink -> sink.next("x".repeat(8192))).doOnNext(each -> received.countDown());
        }

        /** Ends itself at its stop signal. */
        @GetMapping(path = "/farewell", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> farewell(StopChannel stop) {
            Mono<String> farewell = Mono.create(sink -> stop.onClose(() -> sink.success("farewell")));
            return stream().takeUntilOther(farewell).concatWith(farewell);
        }

        /** Takes a stop channel and ignores it. */
        @GetMapping(path = "/stubborn", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> stubborn(StopChannel stop) {
            return stream();
        }

        @GetMapping("/deferred")
        Mono<String> deferred() {
            return deferred.asMono().doOnSubscribe(subscription -> deferredReceived.countDown());
        }

        @GetMapping("/follow-up")
        Mono<String> followUp() {
            return answer.asMono()
                    .doOnSubscribe(subscription -> received.countDown())
                    .map(last -> {
                        events.add("answer");
                        group.startWithChannel("mail", group.stopChannel(), stop -> {
                            Fixtures.await(stop);
                            group.start("mail-log", () -> events.add("task of a task"));
                            events.add("task");
                        });
                        return "accepted";
                    });
        }

        @GetMapping("/failing")
        Mono<String> failing() {
            return Mono.error(new IllegalStateException("expected by the test"));
        }

        @GetMapping("/throwing")
        Mono<String> throwing() {
            throw new IllegalStateException("expected by the test");
        }
    }
}

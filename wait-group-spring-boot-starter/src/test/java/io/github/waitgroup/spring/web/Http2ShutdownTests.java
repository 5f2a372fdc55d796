package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.HttpRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import io.github.waitgroup.spring.shutdown.LifecycleProbe;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import reactor.core.publisher.Sinks.EmitFailureHandler;

/** What a client sees on a connection of HTTP/2 while the application closes. */
class Http2ShutdownTests {

    /** That of {@code ReactorResourceFactory} is 0; the servers stop long before. */
    private static final int PHASE_BEFORE_THREADS_END = 1;

    @ParameterizedTest
    @EnumSource
    void newStreamIsRefusedWhileOneInFlightFinishesAndThenTheServerSaysThatItGoesAway(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            Group requests = Shop.requests(application);
            CountDownLatch goneAway = holdThreadsOfTheServer(application);
            CompletableFuture<Void> closed;
            try (Http2Connection connection = new Http2Connection(application)) {
                connection.send(1, "/orders/42");
                server.awaitOrder(application);
                closed = Fixtures.runAsync(application::close);
                Fixtures.await(requests.stopChannel());
                connection.send(3, "/orders/43");
                assertThat(connection.awaitAnswer(3)).isEqualTo(503);
                server.answerOrder(application);
                assertThat(connection.awaitAnswer(1)).isEqualTo(200);
                assertThat(connection.awaitGoAway()).isGreaterThanOrEqualTo(3);
            } finally {
                goneAway.countDown();
            }
            get(closed);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(1, 1, 0, 1));
        }
    }

    /** Netty forgets what it was about to say once its threads are told to end, and nobody waits for that. */
    private static CountDownLatch holdThreadsOfTheServer(WebApplication application) {
        CountDownLatch released = new CountDownLatch(1);
        LifecycleProbe hold = new LifecycleProbe(PHASE_BEFORE_THREADS_END, () -> Fixtures.await(released));
        hold.start();
        application.context().getBeanFactory().registerSingleton("hold", hold);
        return released;
    }

    /** Jetty says so only after it has waited for the stream. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JETTY")
    void streamThatNobodyTracksIsFinishedAfterTheServerHasSaidThatItGoesAway(Server server) throws Exception {
        try (WebApplication application = server.open("--wait-group.web.exempt-paths=/orders/*")) {
            CompletableFuture<Void> closed;
            try (Http2Connection connection = new Http2Connection(application)) {
                connection.send(1, "/orders/42");
                server.awaitOrder(application);
                closed = Fixtures.runAsync(application::close);
                assertThat(connection.awaitGoAway()).isGreaterThanOrEqualTo(1);
                server.answerOrder(application);
                assertThat(connection.awaitAnswer(1)).isEqualTo(200);
            }
            get(closed);
        }
    }

    /** A header {@code Connection} would make it malformed, and the client would not read it. */
    @ParameterizedTest
    @EnumSource
    void answersDuringTheDelayAreWhatTheyAlwaysAre(Server server) throws Exception {
        try (WebApplication application =
                server.open("--wait-group.web.shutdown-delay=40s", "--wait-group.shutdown.timeout=60s")) {
            DelayedClose closing;
            try (Http2Connection connection = new Http2Connection(application)) {
                closing = DelayedClose.of(application);
                connection.send(1, "/plain");
                assertThat(connection.awaitAnswer(1)).isEqualTo(200);
            }
            closing.end();
        }
    }

    enum Server {
        TOMCAT {
            @Override
            WebApplication run(String[] arguments) {
                return WebApplication.run(Shop.OnTomcat.class, arguments);
            }
        },
        JETTY {
            @Override
            WebApplication run(String[] arguments) {
                return WebApplication.run(OnJetty.class, arguments);
            }
        },
        NETTY {
            @Override
            WebApplication run(String[] arguments) {
                return ReactiveShop.open(arguments);
            }

            @Override
            void awaitOrder(WebApplication application) {
                Fixtures.await(ReactiveShop.orders(application).received);
            }

            @Override
            void answerOrder(WebApplication application) {
                ReactiveShop.orders(application).answer.emitValue("!", EmitFailureHandler.FAIL_FAST);
            }
        };

        abstract WebApplication run(String[] arguments);

        WebApplication open(String... arguments) {
            return run(Stream.concat(Stream.of("--server.http2.enabled=true"), Stream.of(arguments))
                    .toArray(String[]::new));
        }

        void awaitOrder(WebApplication application) {
            Fixtures.await(Shop.orders(application).received);
        }

        void answerOrder(WebApplication application) {
            Shop.orders(application).answer.countDown();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Shop.OnJetty.class)
    static class OnJetty {

        @Bean
        WebServerFactoryCustomizer<JettyServletWebServerFactory> http2() {
            return factory -> {
                Http2 http2 = new Http2();
                http2.setEnabled(true);
                factory.setHttp2(http2);
            };
        }
    }
}

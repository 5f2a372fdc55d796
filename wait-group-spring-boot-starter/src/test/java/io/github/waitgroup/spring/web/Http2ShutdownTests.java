package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.ServletRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import io.github.waitgroup.spring.shutdown.LifecycleProbe;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections of HTTP/2 while the application closes. */
class Http2ShutdownTests {

    private static final String HTTP2 = "--server.http2.enabled=true";

    /** The phase of {@code ReactorResourceFactory} is 0; the servers stop long before. */
    private static final int PHASE_BEFORE_THREADS_END = 1;

    @ParameterizedTest
    @EnumSource
    void newStreamIsRefusedWhileOneInFlightFinishesAndThenTheServerSaysThatItGoesAway(Server server) throws Exception {
        try (WebApplication application = server.open(HTTP2)) {
            Group requests = Server.requests(application);
            CountDownLatch goneAway = holdThreadsOfTheServer(application);
            CompletableFuture<Void> closed;
            try (Http2Connection connection = new Http2Connection(application)) {
                connection.send(1, "/orders/42");
                Server.orders(application).awaitOrder();
                closed = Fixtures.runAsync(application::close);
                Fixtures.await(requests.stopChannel());
                connection.send(3, "/orders/43");
                assertThat(connection.awaitAnswer(3)).isEqualTo(503);
                Server.orders(application).answerOrder();
                assertThat(connection.awaitAnswer(1)).isEqualTo(200);
                assertThat(connection.awaitGoAway()).isGreaterThanOrEqualTo(3);
            } finally {
                goneAway.countDown();
            }
            get(closed);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(1, 1, 0, 1));
        }
    }

    /** Netty drops frames that are due once its threads are to end, and no part of Spring waits for them. */
    private static CountDownLatch holdThreadsOfTheServer(WebApplication application) {
        CountDownLatch released = new CountDownLatch(1);
        LifecycleProbe hold = new LifecycleProbe(PHASE_BEFORE_THREADS_END, () -> Fixtures.await(released));
        hold.start();
        application.context().getBeanFactory().registerSingleton("hold", hold);
        return released;
    }

    /** Jetty sends GOAWAY only after the stream has ended. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JETTY")
    void streamThatNobodyTracksIsFinishedAfterTheServerHasSaidThatItGoesAway(Server server) throws Exception {
        try (WebApplication application = server.open(HTTP2, "--wait-group.web.exempt-paths=/orders/*")) {
            CompletableFuture<Void> closed;
            try (Http2Connection connection = new Http2Connection(application)) {
                connection.send(1, "/orders/42");
                Server.orders(application).awaitOrder();
                closed = Fixtures.runAsync(application::close);
                assertThat(connection.awaitGoAway()).isGreaterThanOrEqualTo(1);
                Server.orders(application).answerOrder();
                assertThat(connection.awaitAnswer(1)).isEqualTo(200);
            }
            get(closed);
        }
    }

    /** A header {@code Connection} would make the answer malformed, and the client would not read it. */
    @ParameterizedTest
    @EnumSource
    void answersDuringTheDelayAreWhatTheyAlwaysAre(Server server) throws Exception {
        try (WebApplication application =
                server.open(HTTP2, "--wait-group.web.shutdown-delay=40s", "--wait-group.shutdown.timeout=60s")) {
            DelayedClose closing;
            try (Http2Connection connection = new Http2Connection(application)) {
                closing = DelayedClose.of(application);
                connection.send(1, "/plain");
                assertThat(connection.awaitAnswer(1)).isEqualTo(200);
            }
            closing.end();
        }
    }

    /** A connection of HTTP/1.1 to the same server is closed, and one that is upgraded is like any of HTTP/2. */
    @ParameterizedTest
    @EnumSource
    void headerIsSetDuringTheDelayUnlessTheConnectionIsOneOfHttp2(Server server) throws Exception {
        try (WebApplication application =
                        server.open(HTTP2, "--wait-group.web.shutdown-delay=40s", "--wait-group.shutdown.timeout=60s");
                RawConnection keptAlive = new RawConnection(application)) {
            assertThat(keptAlive.get("/plain").closes()).isFalse();
            DelayedClose closing = DelayedClose.of(application);

            RawConnection.Answer answer = keptAlive.get("/plain");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.closes()).isTrue();
            assertThat(keptAlive.isClosedByServer()).isTrue();
            try (RawConnection fresh = new RawConnection(application)) {
                assertThat(fresh.get("/plain").status()).isEqualTo(200);
            }
            HttpResponse<String> http2 = application.get("/plain");
            assertThat(http2.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(http2.statusCode()).isEqualTo(200);
            assertThat(http2.headers().firstValue("connection"))
                    .as("HTTP/2 has no such header")
                    .isEmpty();

            closing.end();
        }
    }
}

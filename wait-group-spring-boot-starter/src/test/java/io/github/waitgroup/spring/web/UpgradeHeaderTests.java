package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.HttpRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Sinks.EmitFailureHandler;

/** Requests with the header of a WebSocket handshake: what is answered tells whether they are one. */
class UpgradeHeaderTests {

    private static final String[] HANDSHAKE = {
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    @ParameterizedTest
    @EnumSource
    void headerIsSetDuringTheDelayUnlessTheConnectionIsUpgraded(Server server) throws Exception {
        try (WebApplication application =
                        server.open("--wait-group.web.shutdown-delay=40s", "--wait-group.shutdown.timeout=60s");
                RawConnection ordinary = new RawConnection(application)) {
            DelayedClose closing = DelayedClose.of(application);
            ordinary.send("GET", "/plain", HANDSHAKE);
            RawConnection.Answer answer = ordinary.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry(HttpHeaders.CONNECTION, "close");

            try (RawConnection socket = new RawConnection(application)) {
                socket.send("GET", "/chat", HANDSHAKE);
                RawConnection.Answer upgraded = socket.read();
                assertThat(upgraded.status()).isEqualTo(101);
                assertThat(upgraded.headers().get(HttpHeaders.CONNECTION)).isEqualToIgnoringCase("upgrade");
            }
            closing.end();
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamOfAClientWithTheHeaderIsEndedLikeOthers(Server server) throws Exception {
        try (WebApplication application = server.open(
                        "--wait-group.groups.http.timeout=2m",
                        "--wait-group.shutdown.timeout=3m",
                        "--wait-group.web.long-running-grace=0s");
                RawConnection stream = new RawConnection(application)) {
            Group requests = Shop.requests(application);
            stream.send("GET", server.stream, HANDSHAKE);
            assertThat(stream.read().status()).isEqualTo(200);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            get(closed);
            assertThat(requests.counts().active()).isZero();
        }
    }

    enum Server {
        TOMCAT("/bare-events"),
        JETTY("/bare-events"),
        NETTY("/stream");

        private final String stream;

        Server(String stream) {
            this.stream = stream;
        }

        WebApplication open(String... arguments) {
            return switch (this) {
                case TOMCAT -> WebApplication.run(WebSocketTests.OnTomcat.class, arguments);
                case JETTY -> WebApplication.run(WebSocketTests.OnJetty.class, arguments);
                case NETTY -> withAnEvent(ReactiveShop.open(arguments));
            };
        }

        private static WebApplication withAnEvent(WebApplication application) {
            ReactiveShop.orders(application).stream.emitNext("first", EmitFailureHandler.FAIL_FAST);
            return application;
        }
    }
}

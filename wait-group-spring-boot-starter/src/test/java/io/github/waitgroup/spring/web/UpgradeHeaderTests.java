package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.ServletRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Sinks.EmitFailureHandler;

/** Requests with the header of a WebSocket handshake, of which only some are handshakes. */
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
        try (WebApplication application = server.openWithSockets(
                        "--wait-group.web.shutdown-delay=40s", "--wait-group.shutdown.timeout=60s");
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
        try (WebApplication application = server.openWithSockets(
                        "--wait-group.groups.http.timeout=2m",
                        "--wait-group.shutdown.timeout=3m",
                        "--wait-group.web.long-running-grace=0s");
                RawConnection stream = new RawConnection(application)) {
            Group requests = Server.requests(application);
            stream.send("GET", streamOf(server, application), HANDSHAKE);
            assertThat(stream.read().status()).isEqualTo(200);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            get(closed);
            assertThat(requests.counts().active()).isZero();
        }
    }

    private static String streamOf(Server server, WebApplication application) {
        if (server != Server.NETTY) {
            return "/bare-events";
        }
        ReactiveShop.orders(application).stream.emitNext("first", EmitFailureHandler.FAIL_FAST);
        return "/stream";
    }
}

package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.HttpRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket sessions of WebFlux. */
class ReactiveWebSocketTests {

    private static final String[] ARGUMENTS = {
        // Longer than a test waits for an answer: what is awaited ends by what is tested, or the test fails.
        "--wait-group.groups.http.timeout=2m",
        "--wait-group.shutdown.timeout=3m",
        "--wait-group.web.long-running-grace=2m"
    };

    @Test
    void sessionIsATaskUntilItsClientGoes() throws Exception {
        try (WebApplication application = ReactiveShop.open(ARGUMENTS)) {
            Group requests = Shop.requests(application);
            SocketClient client = new SocketClient();
            WebSocket socket = get(application.connect("/chat", client));
            get(socket.sendText("hello", true));
            assertThat(get(client.message)).isEqualTo("hello");
            assertThat(requests.activeTasks())
                    .singleElement()
                    .satisfies(task -> assertThat(task.name()).isEqualTo("WebSocket /chat"));
            get(socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
        }
    }

    @Test
    void sessionWhoseClientVanishesEndsOnce() throws Exception {
        try (WebApplication application = ReactiveShop.open(ARGUMENTS)) {
            Group requests = Shop.requests(application);
            SocketClient client = new SocketClient();
            WebSocket socket = get(application.connect("/chat", client));
            get(socket.sendText("hello", true));
            get(client.message);
            socket.abort();
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts().accepted()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat", "/ticker"})
    void clientsThatResetHandshakesLeaveNoSession(String path) {
        try (WebApplication application = ReactiveShop.open(ARGUMENTS)) {
            ResettingClients.shakeHands(application, path);
            Fixtures.awaitEmpty(Shop.requests(application));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat", "/ticker"})
    void clientIsToldThatTheServerGoesAway(String path) throws Exception {
        try (WebApplication application = ReactiveShop.open(ARGUMENTS)) {
            Group requests = Shop.requests(application);
            SocketClient client = new SocketClient();
            WebSocket socket = get(application.connect(path, client));
            get(socket.sendText("hello", true));
            get(client.message);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            assertThat(get(client.closed)).isEqualTo(1001);
            get(closed);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
        }
    }
}

package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.ServletRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** WebSocket sessions, which would otherwise hold up the shutdown, or be cut without a close frame. */
class WebSocketTests {

    private static final String[] ARGUMENTS = {
        // longer than a test waits for an answer
        "--wait-group.groups.http.timeout=2m",
        "--wait-group.shutdown.timeout=3m",
        "--wait-group.web.long-running-grace=2m"
    };

    @ParameterizedTest
    @EnumSource
    void sessionIsATaskUntilItsClientGoes(Server server) throws Exception {
        try (WebApplication application = server.openWithSockets(ARGUMENTS)) {
            Group requests = Server.requests(application);
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
        try (WebApplication application = server.openWithSockets(ARGUMENTS)) {
            Group requests = Server.requests(application);
            SocketClient client = new SocketClient();
            WebSocket socket = get(application.connect("/chat", client));
            get(socket.sendText("hello", true));
            get(client.message);
            socket.abort();
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts().accepted()).isEqualTo(2);
            if (server != Server.NETTY) { // whose handlers may see the reset as an error
                assertThat(requests.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void handshakeThatFailsLeavesNoSession(Server server) throws Exception {
        try (WebApplication application = server.openWithSockets(ARGUMENTS)) {
            Group requests = Server.requests(application);
            assertThat(application.get("/chat").statusCode()).isEqualTo(400);
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts().accepted()).as("the handshake").isOne();
        }
    }

    @ParameterizedTest
    @CsvSource({"TOMCAT,/chat", "JETTY,/chat", "NETTY,/chat", "NETTY,/ticker"})
    void clientsThatResetHandshakesLeaveNoSession(Server server, String path) {
        try (WebApplication application = server.openWithSockets(ARGUMENTS)) {
            ResettingClients.shakeHands(application, path);
            Fixtures.awaitEmpty(Server.requests(application));
        }
    }

    @ParameterizedTest
    @CsvSource({"TOMCAT,/chat", "JETTY,/chat", "NETTY,/chat", "NETTY,/ticker"})
    void clientLearnsThatTheServerGoesAway(Server server, String path) throws Exception {
        try (WebApplication application = server.openWithSockets(ARGUMENTS)) {
            Group requests = Server.requests(application);
            SocketClient client = new SocketClient();
            get(get(application.connect(path, client)).sendText("hello", true));
            get(client.message); // so the session is open
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            assertThat(get(client.closed)).isEqualTo(1001);
            get(closed);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void messageThatIsBeingHandledIsWaitedFor(Server server) throws Exception {
        try (WebApplication application = server.openWithSockets(ARGUMENTS)) {
            Group requests = Server.requests(application);
            ShopSockets.Sockets sockets = ShopSockets.of(application);
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
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void sessionThatOpensOnceTheGroupStopsIsClosedAtOnce(Server server) throws Exception {
        try (WebApplication application = server.openWithSockets(ARGUMENTS)) {
            Group requests = Server.requests(application);
            ShopSockets.Sockets sockets = ShopSockets.of(application);
            SocketClient client = new SocketClient();
            CompletableFuture<WebSocket> socket = application.connect("/slow", client);
            Fixtures.await(sockets.received);
            // else the group may drain between handshake and session, and the server may cut the connection
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
}

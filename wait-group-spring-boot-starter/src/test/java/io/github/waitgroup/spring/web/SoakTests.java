package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many clients without manners, {@code -Dsoak.requests=1000000} of their requests for each server: none leaves anything in the
 * group, or in the heap.
 */
class SoakTests {

    private static final int REQUESTS = Integer.getInteger("soak.requests", 1_000);
    private static final int CLIENTS = 4;
    private static final long MAX_GROWTH_IN_BYTES = 16L << 20;
    private static final long MAX_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    @ParameterizedTest
    @EnumSource
    void clientsWithoutMannersLeaveNothing(Server server) {
        try (WebApplication application = server.open()) {
            Group requests = Shop.requests(application);
            visit(application, REQUESTS / 4); // after which all that a server keeps for later is there
            Fixtures.awaitEmpty(requests);
            long before = usedHeap();
            visit(application, REQUESTS - REQUESTS / 4);
            Fixtures.awaitEmpty(requests);
            assertThat(usedHeap() - before).as("growth of the heap").isLessThan(MAX_GROWTH_IN_BYTES);
            assertThat(requests.counts().accepted())
                    .as("those whose request the server has read before it was reset")
                    .isGreaterThan(REQUESTS / 4);
        }
    }

    private static void visit(WebApplication application, int requests) {
        int port = application.context().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        List<CompletableFuture<Void>> clients = IntStream.range(0, CLIENTS)
                .mapToObj(client -> Fixtures.runAsync(() -> {
                    Random random = new Random(client);
                    for (int sent = 0; sent < requests / CLIENTS; sent++) {
                        visit(port, Manners.values()[random.nextInt(Manners.values().length)], random);
                    }
                }))
                .toList();
        clients.forEach(CompletableFuture::join);
    }

    private static void visit(int port, Manners manners, Random random) {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoLinger(true, 0); // closing resets
            socket.setSoTimeout((int) Fixtures.FOREVER.toMillis());
            socket.getOutputStream().write(manners.sent.getBytes(StandardCharsets.ISO_8859_1));
            if (manners.isWhole && random.nextInt(4) == 0) {
                socket.getInputStream().readNBytes(12); // the version and the status
            } else {
                LockSupport.parkNanos((long) (random.nextDouble() * MAX_PATIENCE_NANOS));
            }
        } catch (SocketException gone) {
            // the server was faster
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    enum Manners {
        POLITE(get("/plain")),
        UNKNOWN(get("/unknown/%25")),
        FAILING(get("/failing")),
        HALF_A_REQUEST("GET /plain HTTP/1.1\r\nHost: lo"),
        HALF_A_BODY("POST /plain HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf"),
        SLOW_READER(get("/endless")),
        EVENTS(get("/heartbeats")),
        ASYNCHRONOUS(get("/callable")),
        HANDSHAKE(get(
                "/chat",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")),
        HANDSHAKE_IN_VAIN(get("/plain", "Connection: Upgrade", "Upgrade: websocket")),
        TWO_AT_ONCE(get("/plain") + get("/callable"));

        private final String sent;

        /** Whether there is an answer. */
        private final boolean isWhole;

        Manners(String sent) {
            this.sent = sent;
            this.isWhole = sent.endsWith("\r\n\r\n");
        }

        private static String get(String path, String... headers) {
            String rest = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + rest + "\r\n";
        }
    }

    enum Server {
        TOMCAT,
        JETTY,
        NETTY;

        WebApplication open() {
            // A server waits in vain for what it has lost itself.
            String[] arguments = {"--spring.lifecycle.timeout-per-shutdown-phase=100ms", "--logging.level.root=off"};
            return switch (this) {
                case TOMCAT -> WebApplication.run(WebSocketTests.OnTomcat.class, arguments);
                case JETTY -> WebApplication.run(WebSocketTests.OnJetty.class, arguments);
                case NETTY -> ReactiveShop.open(arguments);
            };
        }
    }
}

package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.ResettingClients.handshake;
import static io.github.waitgroup.spring.web.ResettingClients.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many clients without manners, {@code -Dsoak.requests=1000000} of their requests for each server: none leaves anything
 * in the group, or in the heap.
 */
class SoakTests {

    private static final int REQUESTS = Integer.getInteger("soak.requests", 1_000);
    private static final long MAX_GROWTH_IN_BYTES = 16L << 20;

    private static final String[] ARGUMENTS = {
        "--spring.lifecycle.timeout-per-shutdown-phase=100ms", // a server waits in vain for requests that it has lost
        "--logging.level.root=off"
    };

    private static final List<String> TEXTS = List.of(
            request("/plain"),
            request("/unknown/%25"),
            request("/failing"),
            "GET /plain HTTP/1.1\r\nHost: lo", // half a request
            "POST /plain HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf a body",
            request("/endless"), // which is not read
            request("/heartbeats"),
            request("/callable"),
            handshake("/chat"),
            request("/plain", "Connection: Upgrade", "Upgrade: websocket"),
            request("/plain") + request("/callable"));

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 1, unit = TimeUnit.HOURS) // for a million
    void clientsWithoutMannersLeaveNothing(Server server) {
        try (WebApplication application = server.openWithSockets(ARGUMENTS)) {
            Group requests = Server.requests(application);
            ResettingClients.send(
                    application, REQUESTS / 4, TEXTS); // after which all that a server keeps for later is there
            Fixtures.awaitEmpty(requests);
            long before = usedHeap();
            ResettingClients.send(application, REQUESTS - REQUESTS / 4, TEXTS);
            Fixtures.awaitEmpty(requests);
            assertThat(usedHeap() - before).as("growth of the heap").isLessThan(MAX_GROWTH_IN_BYTES);
            assertThat(requests.counts().accepted())
                    .as("those whose request the server has read before it was reset")
                    .isGreaterThan(REQUESTS / 4);
        }
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

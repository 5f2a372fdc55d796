package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.ServletRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Sinks.EmitFailureHandler;

/** Streams while the application closes, which would otherwise hold up the shutdown. */
class StreamShutdownTests {

    /** Longer than a test waits for an answer. */
    private static final String TIMEOUT = "--wait-group.groups.http.timeout=2m";

    private static final String BUDGET = "--wait-group.shutdown.timeout=3m";

    private static final String PATHS = "--wait-group.web.long-running-paths=/news/*,/text";

    private static final String GRACE = "--wait-group.web.long-running-grace=200ms";

    /** Its turn is at once, where there is no other; the end of the grace period is too late for the test. */
    private static final String LONG_GRACE = "--wait-group.web.long-running-grace=2m";

    /** Streams by their path, argument, handler (before and after the first event), and response. */
    @ParameterizedTest
    @CsvSource({
        "TOMCAT, /news/tea,           'data:first\n\n'",
        "TOMCAT, /farewell,           'data:farewell\n\n'",
        "TOMCAT, /events?first=first, 'data:first\n\n'",
        "TOMCAT, /events,             ''",
        "TOMCAT, /reactive-events,    ''",
        "TOMCAT, /bare-events,        'data: first\n\n'",
        "JETTY,  /news/tea,           'data:first\n\n'",
        "JETTY,  /farewell,           'data:farewell\n\n'",
        "JETTY,  /events?first=first, 'data:first\n\n'",
        "JETTY,  /events,             ''",
        "JETTY,  /reactive-events,    ''",
        "JETTY,  /bare-events,        'data: first\n\n'",
        "NETTY,  /text,               'one'",
        "NETTY,  /farewell,           'data:one\n\ndata:farewell\n\n'",
        "NETTY,  /stream,             'data:one\n\n'",
        "NETTY,  /records,            '{\"record\":\"one\"}\n'",
    })
    void streamIsEndedAtItsTurnAndItsClientSeesAWholeAnswer(Server server, String path, String body) throws Exception {
        assertThatItEnds(server, path, body, LONG_GRACE);
    }

    @ParameterizedTest
    @CsvSource({"TOMCAT, ''", "JETTY, ''", "NETTY, 'data:one\n\n'"})
    void streamWhoseHandlerDoesNotEndItIsEndedAfterTheGracePeriod(Server server, String body) throws Exception {
        assertThatItEnds(server, "/stubborn", body, GRACE);
    }

    private static void assertThatItEnds(Server server, String path, String body, String grace) throws Exception {
        try (WebApplication application = server.open(TIMEOUT, BUDGET, PATHS, grace)) {
            Group requests = Server.requests(application);
            CompletableFuture<HttpResponse<InputStream>> response = openStream(server, application, path);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            assertThat(get(response).statusCode()).isEqualTo(200);
            assertThat(get(response).body()).hasBinaryContent(body.getBytes(StandardCharsets.UTF_8));
            get(closed);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
        }
    }

    private static CompletableFuture<HttpResponse<InputStream>> openStream(
            Server server, WebApplication application, String path) throws Exception {
        if (server != Server.NETTY) {
            CompletableFuture<HttpResponse<InputStream>> response = application.open(path);
            Server.orders(application).awaitOrder();
            return response;
        }
        ReactiveShop.orders(application).stream.emitNext("one", EmitFailureHandler.FAIL_FAST);
        CompletableFuture<HttpResponse<InputStream>> response = application.open(path);
        get(response);
        return response;
    }

    /** Clients of some protocols accept events with each request. */
    @ParameterizedTest
    @CsvSource({"TOMCAT, /deferred", "TOMCAT, /reactive", "JETTY, /deferred", "JETTY, /reactive"})
    void answerIsNotCutBecauseItsClientWouldTakeEvents(Server server, String path) throws Exception {
        try (WebApplication application = server.open(TIMEOUT, BUDGET, "--wait-group.web.long-running-grace=0s")) {
            Shop.Orders orders = Shop.orders(application);
            CompletableFuture<HttpResponse<String>> response =
                    application.getAsync(path, "application/json, text/event-stream");
            Fixtures.await(orders.containerThreadHasLeft);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            Fixtures.await(Server.requests(application).stopChannel());
            orders.deferred.setResult("whole");
            assertThat(get(response).body()).contains("whole");
            get(closed);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void requestThatBecomesAsynchronousAfterItsTurnIsEndedThen(Server server) throws Exception {
        try (WebApplication application = server.open(
                TIMEOUT,
                BUDGET,
                "--wait-group.web.long-running-paths=/news/**",
                "--wait-group.web.long-running-grace=0s")) {
            Group requests = Server.requests(application);
            Shop.Orders orders = Shop.orders(application);
            CompletableFuture<?> response = application.getAsync("/news/late/tea");
            Fixtures.await(orders.received);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            Fixtures.await(requests.stopChannel());
            orders.answer.countDown();
            get(closed);
            response.cancel(true); // how far the answer got depends on the moment
            assertThat(requests.counts().accepted()).isOne();
            assertThat(requests.counts().active()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void requestsWhoseClientsHaveGoneAreGivenUp(Server server) {
        String noWaitInVain = "--spring.lifecycle.timeout-per-shutdown-phase=100ms"; // for what Tomcat itself has lost
        try (WebApplication application = server.open(TIMEOUT, BUDGET, noWaitInVain)) {
            ResettingClients.get(application, "/heartbeats");
            ResettingClients.get(application, "/heartbeats/text");
            Fixtures.awaitEmpty(Server.requests(application));
        }
    }

    @Test
    void requestOfALongRunningPathThatHasNoAnswerYetIsRefusedAfterTheGracePeriod() throws Exception {
        try (WebApplication application =
                Server.NETTY.open(TIMEOUT, BUDGET, GRACE, "--wait-group.web.long-running-paths=/orders/*")) {
            Group requests = Server.requests(application);
            CompletableFuture<HttpResponse<String>> response = application.getAsync("/orders/42");
            Fixtures.await(ReactiveShop.orders(application).received);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            assertThat(get(response).statusCode()).isEqualTo(503);
            assertThat(get(response).headers().firstValue("Retry-After")).hasValue("1");
            get(closed);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
        }
    }

    @Test
    void clientThatDoesNotReadDoesNotHoldTheGroupUp() throws Exception {
        try (WebApplication application = Server.NETTY.open(TIMEOUT, BUDGET, GRACE)) {
            Group requests = Server.requests(application);
            CompletableFuture<Void> closed;
            try (RawConnection client = new RawConnection(application)) {
                client.send("/endless");
                Fixtures.await(ReactiveShop.orders(application).received);
                closed = Fixtures.runAsync(application::close);
                Fixtures.await(requests.stopChannel());
                Fixtures.awaitEmpty(requests);
            }
            get(closed);
            assertThat(requests.counts().accepted()).isOne();
        }
    }

    @Test
    void answerThatIsNoStreamIsWaitedForInFull() throws Exception {
        try (WebApplication application =
                Server.NETTY.open(TIMEOUT, BUDGET, "--wait-group.web.long-running-grace=0s")) {
            ReactiveShop.Orders orders = ReactiveShop.orders(application);
            orders.stream.emitNext("one", EmitFailureHandler.FAIL_FAST);
            HttpResponse<InputStream> text = get(application.open("/text"));
            CompletableFuture<HttpResponse<String>> stream = application.getAsync("/stream");
            orders.stream.emitNext("two", EmitFailureHandler.FAIL_FAST);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            get(stream);
            orders.stream.emitNext("three", EmitFailureHandler.FAIL_FAST);
            orders.stream.emitComplete(EmitFailureHandler.FAIL_FAST);
            assertThat(text.body()).hasBinaryContent("onetwothree".getBytes(StandardCharsets.UTF_8));
            get(closed);
        }
    }
}

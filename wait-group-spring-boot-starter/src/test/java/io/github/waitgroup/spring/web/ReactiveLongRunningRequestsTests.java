package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.HttpRequestsTests.get;
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
import reactor.core.publisher.Sinks.EmitFailureHandler;

/** Streams of WebFlux, which would hold the shutdown up for as long as it may take. */
class ReactiveLongRunningRequestsTests {

    /** Longer than a test waits for an answer: what is awaited ends by what is tested, or the test fails. */
    private static final String TIMEOUT = "--wait-group.groups.http.timeout=2m";

    private static final String BUDGET = "--wait-group.shutdown.timeout=3m";

    private static final String GRACE = "--wait-group.web.long-running-grace=200ms";

    /** Its turn is at once, where there is no other; the end of the grace period is too late for the test. */
    private static final String LONG_GRACE = "--wait-group.web.long-running-grace=2m";

    @ParameterizedTest
    @CsvSource({
        "/stream,     'data:one\n\n'",
        "/records,    '{\"record\":\"one\"}\n'",
        "/farewell,   'data:one\n\ndata:farewell\n\n'",
        "/text,       'one'", // by its path
    })
    void streamIsEndedAtItsTurnAndItsClientSeesAWholeAnswer(String path, String body) throws Exception {
        assertThatItEnds(path, body, LONG_GRACE);
    }

    @Test
    void streamWhoseHandlerDoesNotEndItIsEndedAfterTheGracePeriod() throws Exception {
        assertThatItEnds("/stubborn", "data:one\n\n", GRACE);
    }

    private static void assertThatItEnds(String path, String body, String grace) throws Exception {
        try (WebApplication application =
                ReactiveShop.open(TIMEOUT, BUDGET, grace, "--wait-group.web.long-running-paths=/text")) {
            Group requests = Shop.requests(application);
            ReactiveShop.Orders orders = ReactiveShop.orders(application);
            orders.stream.emitNext("one", EmitFailureHandler.FAIL_FAST);
            HttpResponse<InputStream> response = get(application.open(path));
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).hasBinaryContent(body.getBytes(StandardCharsets.UTF_8));
            get(closed);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
        }
    }

    @Test
    void requestOfALongRunningPathThatHasNoAnswerYetIsRefusedAfterTheGracePeriod() throws Exception {
        try (WebApplication application =
                ReactiveShop.open(TIMEOUT, BUDGET, GRACE, "--wait-group.web.long-running-paths=/orders/*")) {
            Group requests = Shop.requests(application);
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
        try (WebApplication application = ReactiveShop.open(TIMEOUT, BUDGET, GRACE)) {
            Group requests = Shop.requests(application);
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
                ReactiveShop.open(TIMEOUT, BUDGET, "--wait-group.web.long-running-grace=0s")) {
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

package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.HttpRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** Streams of events, which would hold the shutdown up for as long as it may take. */
class LongRunningRequestsTests {

    /** Longer than a test waits for an answer: what is awaited ends by what is tested, or the test fails. */
    private static final String TIMEOUT = "--wait-group.groups.http.timeout=2m";

    private static final String BUDGET = "--wait-group.shutdown.timeout=3m";

    @ParameterizedTest
    @EnumSource
    void requestOfALongRunningPathIsEndedAfterItsTurn(Shop shop) throws Exception {
        assertThatItEnds(shop, "/news/tea", "first");
    }

    @ParameterizedTest
    @EnumSource
    void handlerThatTakesAStopChannelEndsItsRequestItself(Shop shop) throws Exception {
        assertThatItEnds(shop, "/farewell", "farewell");
    }

    @ParameterizedTest
    @EnumSource
    void requestWhoseHandlerDoesNotEndItIsEndedAfterTheGracePeriod(Shop shop) throws Exception {
        assertThatItEnds(shop, "/stubborn", "");
    }

    @ParameterizedTest
    @EnumSource
    void streamOfEventsIsEndedWhateverItsClientAccepts(Shop shop) throws Exception {
        assertThatItEnds(shop, "/events?first=first", "first");
    }

    @ParameterizedTest
    @EnumSource
    void streamOfEventsIsEndedBeforeItsFirstEvent(Shop shop) throws Exception {
        assertThatItEnds(shop, "/events", "");
    }

    @ParameterizedTest
    @EnumSource
    void reactiveStreamOfEventsIsEnded(Shop shop) throws Exception {
        assertThatItEnds(shop, "/reactive-events", "");
    }

    @ParameterizedTest
    @EnumSource
    void streamOfEventsThatOnlyItsResponseTellsIsEnded(Shop shop) throws Exception {
        assertThatItEnds(shop, "/bare-events", "data: first");
    }

    /** As the clients of some protocols do with each request. */
    @ParameterizedTest
    @ValueSource(strings = {"/deferred", "/reactive"})
    void answerIsNotCutBecauseItsClientWouldTakeEvents(String path) throws Exception {
        for (Shop shop : Shop.values()) {
            try (WebApplication application = shop.open(TIMEOUT, BUDGET, "--wait-group.web.long-running-grace=0s")) {
                Shop.Orders orders = Shop.orders(application);
                CompletableFuture<HttpResponse<String>> response =
                        application.getAsync(path, "application/json, text/event-stream");
                Fixtures.await(orders.containerThreadHasLeft);
                CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
                Fixtures.await(Shop.requests(application).stopChannel());
                orders.deferred.setResult("whole");
                assertThat(get(response).body()).contains("whole");
                get(closed);
            }
        }
    }

    private static void assertThatItEnds(Shop shop, String path, String body) throws Exception {
        try (WebApplication application = shop.open(
                TIMEOUT,
                BUDGET,
                "--wait-group.web.long-running-paths=/news/*",
                "--wait-group.web.long-running-grace=200ms")) {
            Group requests = Shop.requests(application);
            CompletableFuture<HttpResponse<String>> response = application.getAsync(path);
            Fixtures.await(Shop.orders(application).received);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            assertThat(get(response).statusCode()).isEqualTo(200);
            assertThat(get(response).body()).contains(body);
            get(closed);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestThatBecomesAsynchronousAfterItsTurnIsEndedThen(Shop shop) throws Exception {
        try (WebApplication application = shop.open(
                TIMEOUT,
                BUDGET,
                "--wait-group.web.long-running-paths=/news/**",
                "--wait-group.web.long-running-grace=0s")) {
            Group requests = Shop.requests(application);
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

    @Test
    void requestsAreToldOneAfterTheOtherOverTheGracePeriod() throws Exception {
        Group group = new Group("http");
        Duration grace = Duration.ofMillis(200);
        LongRunningRequests longRunning = new LongRunningRequests(group, grace, new ConfiguredPaths("none", List.of()));
        List<StopChannel> told = new ArrayList<>();
        List<Membership> memberships = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Membership membership = group.join("GET /events");
            memberships.add(membership);
            told.add(longRunning.listen(new TrackedRequest(membership, new MockHttpServletRequest())));
        }
        long start = System.nanoTime();
        group.beginStop(Fixtures.FOREVER);
        told.forEach(Fixtures::await);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(grace.multipliedBy(3).dividedBy(4));
        memberships.forEach(Membership::close);
    }

    @Test
    void requestThatIsFoundOutWhenTheOthersHaveBeenToldIsToldAtOnce() {
        Group group = new Group("http");
        LongRunningRequests longRunning =
                new LongRunningRequests(group, Duration.ZERO, new ConfiguredPaths("none", List.of()));
        try (Membership first = group.join("GET /events");
                Membership second = group.join("GET /events")) {
            longRunning.listen(new TrackedRequest(first, new MockHttpServletRequest()));
            group.beginStop(Fixtures.FOREVER);
            Fixtures.await(longRunning.listen(new TrackedRequest(second, new MockHttpServletRequest())));
        }
    }
}

package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.HttpRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

    @ParameterizedTest
    @EnumSource
    void requestsWhoseClientsHaveGoneAreGivenUp(Shop shop) {
        String noWaitInVain = "--spring.lifecycle.timeout-per-shutdown-phase=100ms"; // for what Tomcat itself has lost
        try (WebApplication application = shop.open(TIMEOUT, BUDGET, noWaitInVain)) {
            ResettingClients.get(application, "/heartbeats");
            ResettingClients.get(application, "/heartbeats/text");
            Fixtures.awaitEmpty(Shop.requests(application));
        }
    }

    @Test
    void requestsAreToldOneAfterTheOtherOverTheGracePeriod() throws Exception {
        Group group = new Group("http");
        LongRunningRequests longRunning = over(Duration.ofSeconds(100), group);
        Streams streams = new Streams(longRunning, 1000);
        long start = System.nanoTime();
        group.beginStop(Duration.ofHours(1));
        streams.awaitTurns(start, 5, Duration.ofMillis(100));
        assertThat(streams.areOthersLeft())
                .as("whose turns come within a minute and a half")
                .isTrue();
        group.beginStop(Duration.ZERO); // now there is no time left for that
        streams.awaitAll();
    }

    @Test
    void requestsAreToldWithinHalfOfTheTimeOfTheGroupIfTheGracePeriodIsLonger() throws Exception {
        Group group = new Group("http");
        LongRunningRequests longRunning = over(Duration.ofHours(1), group);
        Streams streams = new Streams(longRunning, 4);
        StubbornStream stubborn = new StubbornStream(longRunning);
        long start = System.nanoTime();
        group.beginStop(Duration.ofSeconds(1));
        streams.awaitTurns(
                start, 4, Duration.ofMillis(100)); // the fifth is the stubborn one, whose turn is any of them
        Fixtures.await(stubborn.told);
        Fixtures.await(stubborn.completed);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void requestsOfAGroupThatIsToldByHandHaveTheGracePeriod() throws Exception {
        Group group = new Group("http");
        Streams streams = new Streams(over(Duration.ofMillis(400), group), 4);
        long start = System.nanoTime();
        group.signalStop(); // nobody says by when
        streams.awaitTurns(start, 4, Duration.ofMillis(100));
    }

    @Test
    void waitUnderWayIsShortenedWhenTheDeadlineBecomesEarlier() throws Exception {
        Group group = new Group("http");
        Streams streams = new Streams(over(Duration.ofHours(1), group), 2);
        group.signalStop();
        streams.await(1); // so the wait for the turn of the second, in half an hour, has begun or is about to
        group.beginStop(Duration.ZERO);
        streams.await(1);
    }

    @Test
    void streamWhoseEndBlocksDoesNotKeepOthersFromBeingEnded() throws Exception {
        Group group = new Group("http");
        LongRunningRequests longRunning = over(Duration.ZERO, group);
        CountDownLatch ended = new CountDownLatch(5);
        CloseableStopChannel never = new CloseableStopChannel();
        for (int i = 0; i < 5; i++) {
            longRunning.add(new Stream() {

                @Override
                void complete() {
                    Fixtures.await(never);
                }

                @Override
                void cancel() {
                    ended.countDown();
                    Fixtures.await(never);
                }
            });
        }
        Streams others = new Streams(longRunning, 5);
        group.beginStop(Fixtures.FOREVER);
        others.awaitAll();
        Fixtures.await(ended);
        never.close();
    }

    private static LongRunningRequests over(Duration grace, Group group) {
        return new LongRunningRequests(group, grace, new ConfiguredPaths("none", List.of()));
    }

    @Test
    void requestThatIsFoundOutWhenTheOthersHaveBeenToldIsToldAtOnce() {
        Group group = new Group("http");
        LongRunningRequests longRunning =
                new LongRunningRequests(group, Duration.ZERO, new ConfiguredPaths("none", List.of()));
        try (Membership first = group.enrol("GET /events");
                Membership second = group.enrol("GET /events")) {
            longRunning.listen(new ServletTrackedRequest(first, new MockHttpServletRequest()));
            group.beginStop(Fixtures.FOREVER);
            Fixtures.await(longRunning.listen(new ServletTrackedRequest(second, new MockHttpServletRequest())));
        }
    }

    @Test
    void requestThatEndsWhileItIsFoundOutIsNotKept() {
        Set<LongRunningRequest> open = new HashSet<>();
        ServletTrackedRequest request =
                new ServletTrackedRequest(new Group("http").enrol("GET /events"), new MockHttpServletRequest());
        request.ended();
        request.longRunning(new LongRunningRequest(request, open));
        assertThat(open).isEmpty();
    }

    private abstract static class Stream extends InFlight {

        private final ActiveTask task =
                new Group("streams").enrol("GET /events").task();

        @Override
        ActiveTask task() {
            return task;
        }
    }

    /** Streams that end when they are told. */
    private static final class Streams {

        private final int count;
        private final Semaphore told = new Semaphore(0);

        Streams(LongRunningRequests longRunning, int count) {
            this.count = count;
            for (int i = 0; i < count; i++) {
                longRunning.add(new Stream() {

                    @Override
                    void complete() {
                        ended();
                        told.release();
                    }

                    @Override
                    void cancel() {}
                });
            }
        }

        /** Waits until some have been told, none of them before its turn. */
        void awaitTurns(long start, int some, Duration apart) throws InterruptedException {
            for (int i = 0; i < some; i++) {
                await(1);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as("turn %d", i)
                        .isGreaterThanOrEqualTo(apart.multipliedBy(i));
            }
            told.release(some);
        }

        void awaitAll() throws InterruptedException {
            await(count);
        }

        /** Whether the others are not told right after those whose turn has come. */
        boolean areOthersLeft() throws InterruptedException {
            return !told.tryAcquire(count, 100, TimeUnit.MILLISECONDS);
        }

        private void await(int some) throws InterruptedException {
            assertThat(told.tryAcquire(some, Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    /** A stream whose handler is told and does not end it. */
    private static final class StubbornStream extends Stream {

        final StopChannel told;
        final CloseableStopChannel completed = new CloseableStopChannel();

        StubbornStream(LongRunningRequests longRunning) {
            told = longRunning.listen(this);
        }

        @Override
        void complete() {
            ended();
            completed.close();
        }

        @Override
        void cancel() {}
    }
}

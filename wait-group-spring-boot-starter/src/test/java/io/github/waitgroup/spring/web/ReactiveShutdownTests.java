package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.HttpRequestsTests.get;
import static io.github.waitgroup.spring.web.HttpShutdownTests.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks.EmitFailureHandler;

/** Requests of WebFlux while the application closes. */
class ReactiveShutdownTests {

    @Test
    void newRequestsAreRefusedWhileOneInFlightFinishes() throws Exception {
        try (WebApplication application = ReactiveShop.open(
                        "--wait-group.web.exempt-paths=/orders/free/**,/plain", "--wait-group.web.retry-after=2s");
                RawConnection keptAlive = new RawConnection(application)) {
            Group requests = Shop.requests(application);
            ReactiveShop.Orders orders = ReactiveShop.orders(application);
            assertThat(keptAlive.get("/plain").closes()).isFalse();
            CompletableFuture<HttpResponse<String>> inFlight = application.getAsync("/orders/42");
            Fixtures.await(orders.received);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            Fixtures.await(requests.stopChannel());

            try (RawConnection fresh = new RawConnection(application)) {
                assertRefused(fresh);
            }
            assertThat(keptAlive.get("/plain").status()).as("exempt").isEqualTo(200);
            assertRefused(keptAlive);
            assertThat(application.get("/actuator/health/liveness").statusCode())
                    .isEqualTo(200);
            String group = application.get("/actuator/waitgroups/http").body();
            assertThat(JsonPath.<String>read(group, "$.state")).isEqualTo("STOPPING");
            assertThat(JsonPath.<List<String>>read(group, "$.tasks[*].name")).containsExactly("GET /orders/{id}");
            assertThat(JsonPath.<Integer>read(group, "$.refused")).isEqualTo(2);

            orders.answer.emitValue("!", EmitFailureHandler.FAIL_FAST);
            assertThat(get(inFlight).statusCode()).isEqualTo(200);
            assertThat(get(inFlight).headers().firstValue("connection"))
                    .as("of a request that was in flight before the close")
                    .hasValue("close");
            get(closed);
            assertThat(requests.counts().completed()).isOne();
        }
    }

    @Test
    void refusalIsReadableForPagesOfOtherOrigins() throws Exception {
        try (WebApplication application = ReactiveShop.open()) {
            ReactiveShop.Orders orders = ReactiveShop.orders(application);
            CompletableFuture<HttpResponse<String>> inFlight = application.getAsync("/orders/42");
            Fixtures.await(orders.received);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            Fixtures.await(Shop.requests(application).stopChannel());
            HttpShutdownTests.assertRefusalIsReadable(application);
            orders.answer.emitValue("!", EmitFailureHandler.FAIL_FAST);
            get(inFlight);
            get(closed);
        }
    }

    @Test
    void requestsEndThenTheTasksThatTheyStartedAndThenTheServerRefusesConnections() throws Exception {
        try (WebApplication application = ReactiveShop.open()) {
            Group requests = Shop.requests(application);
            ReactiveShop.Orders orders = ReactiveShop.orders(application);
            CompletableFuture<HttpResponse<String>> inFlight = application.getAsync("/follow-up");
            Fixtures.await(orders.received);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            Fixtures.await(requests.stopChannel());
            assertThat(closed).isNotDone();
            orders.answer.emitValue("accepted", EmitFailureHandler.FAIL_FAST);
            assertThat(get(inFlight).body()).isEqualTo("accepted");
            get(closed);
            assertThat(orders.events).containsExactly("answer", "task", "server drains");
        }
    }

    @Test
    void requestsAreServedDuringTheDelayAndClientsSentElsewhere() throws Exception {
        try (WebApplication application = ReactiveShop.open(
                        "--server.http2.enabled=true",
                        "--wait-group.web.shutdown-delay=40s",
                        "--wait-group.shutdown.timeout=60s");
                RawConnection keptAlive = new RawConnection(application)) {
            assertThat(keptAlive.get("/plain").closes()).isFalse();
            DelayedClose closing = DelayedClose.of(application);

            RawConnection.Answer answer = keptAlive.get("/plain");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.closes()).isTrue();
            assertThat(keptAlive.isClosedByServer()).isTrue();
            try (RawConnection fresh = new RawConnection(application)) {
                assertThat(fresh.get("/plain").status()).isEqualTo(200);
            }
            HttpResponse<String> http2 = application.get("/plain");
            assertThat(http2.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(http2.statusCode()).isEqualTo(200);
            assertThat(http2.headers().firstValue("connection"))
                    .as("HTTP/2 has no such header")
                    .isEmpty();

            closing.end();
        }
    }
}

package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.ServletRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Sinks.EmitFailureHandler;

/** Requests of WebFlux while the application runs: each is listed, and ends once and not too early. */
class ReactiveRequestsTests {

    @ParameterizedTest
    @CsvSource({"/orders/42?secret=1,GET /orders/{id}", "/routed/42,GET /routed/{id}"})
    void requestIsListedUnderThePatternOfItsRoute(String path, String name) throws Exception {
        try (WebApplication application = Server.NETTY.open()) {
            Group requests = Server.requests(application);
            CompletableFuture<HttpResponse<String>> response = application.getAsync(path);
            Fixtures.await(ReactiveShop.orders(application).received);
            assertThat(requests.activeTasks()).singleElement().satisfies(task -> {
                assertThat(task.name()).isEqualTo(name);
                assertThat(task.threadName()).isEmpty();
            });
            assertThat(application.get("/actuator/waitgroups/http").body())
                    .contains(name)
                    .doesNotContain("waitgroups/");
            ReactiveShop.orders(application).answer.emitValue("!", EmitFailureHandler.FAIL_FAST);
            assertThat(get(response).body()).isEqualTo("42!");
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
        }
    }

    @Test
    void streamIsNotOverBeforeItsLastElement() throws Exception {
        try (WebApplication application = Server.NETTY.open()) {
            Group requests = Server.requests(application);
            ReactiveShop.Orders orders = ReactiveShop.orders(application);
            orders.stream.emitNext("one", EmitFailureHandler.FAIL_FAST);
            CompletableFuture<HttpResponse<String>> response = application.getAsync("/stream");
            Fixtures.await(orders.received);
            assertThat(requests.activeTasks())
                    .singleElement()
                    .satisfies(task -> assertThat(task.name()).isEqualTo("GET /stream"));
            orders.stream.emitNext("two", EmitFailureHandler.FAIL_FAST);
            assertThat(requests.counts().active()).isOne();
            orders.stream.emitComplete(EmitFailureHandler.FAIL_FAST);
            assertThat(get(response).body()).isEqualTo("data:one\n\ndata:two\n\n");
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
        }
    }

    @Test
    void everyRequestEndsOnceHoweverItIsAnswered() throws Exception {
        try (WebApplication application = Server.NETTY.open()) {
            Group requests = Server.requests(application);
            assertThat(application.get("/plain").body()).isEqualTo("plain");
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));

            assertThat(application.get("/failing").statusCode()).isEqualTo(500);
            assertThat(application.get("/throwing").statusCode()).isEqualTo(500);
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(3, 1, 2, 0));

            assertThat(application.get("/no-such-path").statusCode()).isEqualTo(404);
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts())
                    .as("an error page is not a request of its own")
                    .isEqualTo(new TaskCounts(4, 2, 2, 0));
        }
    }

    @Test
    void requestThatCannotBeAnsweredWithItsErrorStatusAnyMoreHasFailed() throws Exception {
        try (WebApplication application = Server.NETTY.open()) {
            Group requests = Server.requests(application);
            ReactiveShop.Orders orders = ReactiveShop.orders(application);
            orders.stream.emitNext("one", EmitFailureHandler.FAIL_FAST);
            assertThat(get(application.open("/stream")).statusCode()).isEqualTo(200);
            orders.stream.emitError(new ResponseStatusException(HttpStatus.NOT_FOUND), EmitFailureHandler.FAIL_FAST);
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/orders/42", "/stream"})
    void requestWhoseClientHasGoneEndsOnce(String path) throws Exception {
        try (WebApplication application = Server.NETTY.open()) {
            Group requests = Server.requests(application);
            ReactiveShop.Orders orders = ReactiveShop.orders(application);
            orders.stream.emitNext("one", EmitFailureHandler.FAIL_FAST);
            try (RawConnection client = new RawConnection(application)) {
                client.send(path);
                Fixtures.await(orders.received);
                assertThat(requests.counts().active()).isOne();
            }
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts().accepted()).isOne();
            assertThat(requests.counts().completed() + requests.counts().failed())
                    .isOne();
        }
    }

    @Test
    void requestsOfAManagementServerOfItsOwnAreNotTracked() throws Exception {
        try (WebApplication application = Server.NETTY.open("--management.server.port=0")) {
            assertThat(application.manage("/actuator/waitgroups/http").statusCode())
                    .isEqualTo(200);
            assertThat(Server.requests(application).counts().accepted()).isZero();
        }
    }
}

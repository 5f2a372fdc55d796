package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.ServletRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import io.github.waitgroup.spring.WebApplication;
import io.github.waitgroup.spring.shutdown.ShutdownDelay;
import io.github.waitgroup.spring.shutdown.ShutdownPlan;
import io.github.waitgroup.spring.shutdown.ShutdownPlanner;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

/** Requests while the application closes. */
class HttpShutdownTests {

    @ParameterizedTest
    @EnumSource
    void newRequestsAreRefusedWhileOneInFlightFinishes(Server server) throws Exception {
        try (WebApplication application = server.open(
                        "--wait-group.web.exempt-paths=/orders/free/**,/plain", "--wait-group.web.retry-after=2s");
                RawConnection keptAlive = new RawConnection(application)) {
            Group requests = Server.requests(application);
            HeldOrders orders = Server.orders(application);
            assertThat(keptAlive.get("/plain").closes()).isFalse();
            CompletableFuture<HttpResponse<String>> inFlight = application.getAsync("/orders/42");
            orders.awaitOrder();
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

            orders.answerOrder();
            assertThat(get(inFlight).statusCode()).isEqualTo(200);
            assertThat(get(inFlight).headers().firstValue("connection"))
                    .as("of a request that was in flight before the close")
                    .hasValue("close");
            get(closed);
            assertThat(requests.counts().completed()).isOne();
        }
    }

    private static void assertRefused(RawConnection connection) throws Exception {
        RawConnection.Answer answer = connection.get("/orders/43");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers())
                .containsEntry("Retry-After", "2")
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Cache-Control", "no-store");
        assertThat(answer.closes()).isTrue();
        assertThat(JsonPath.<Integer>read(answer.body(), "$.status")).isEqualTo(503);
        assertThat(JsonPath.<String>read(answer.body(), "$.detail")).isEqualTo("The application is shutting down.");
        assertThat(connection.isClosedByServer()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void refusalIsReadableForPagesOfOtherOrigins(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            HeldOrders orders = Server.orders(application);
            CompletableFuture<HttpResponse<String>> inFlight = application.getAsync("/orders/42");
            orders.awaitOrder();
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            Fixtures.await(Server.requests(application).stopChannel());
            assertRefusalIsReadable(application);
            orders.answerOrder();
            get(inFlight);
            get(closed);
        }
    }

    private static void assertRefusalIsReadable(WebApplication application) throws Exception {
        String mayGet = "Access-Control-Request-Method: GET";
        RawConnection.Answer preflight = ask(application, "OPTIONS", "Origin: " + Shop.PARTNER, mayGet);
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.headers()).containsEntry("Access-Control-Allow-Origin", Shop.PARTNER);
        assertThat(ask(application, "OPTIONS", "Origin: https://other.example", mayGet)
                        .status())
                .as("a permission is the application's to give")
                .isEqualTo(403);
        RawConnection.Answer refused = ask(application, "GET", "Origin: https://other.example");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers())
                .containsEntry("Access-Control-Allow-Origin", "https://other.example")
                .containsEntry("Access-Control-Allow-Credentials", "true")
                .containsEntry("Access-Control-Expose-Headers", "Retry-After")
                .containsEntry("Vary", "Origin");
        for (String none : List.of("Accept: */*", "Origin: \u00e9", "Access-Control-Request-Method: GET")) {
            RawConnection.Answer ordinary = ask(application, "OPTIONS", none);
            assertThat(ordinary.status()).as(none).isEqualTo(503);
            assertThat(ordinary.headers()).as(none).doesNotContainKey("Access-Control-Allow-Origin");
        }
    }

    private static RawConnection.Answer ask(WebApplication application, String method, String... headers)
            throws Exception {
        try (RawConnection connection = new RawConnection(application)) {
            connection.send(method, "/shared", headers);
            return connection.read();
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestInFlightMayStartATaskWhichCompletesWhileTheServerStillListens(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            Group requests = Server.requests(application);
            HeldOrders orders = Server.orders(application);
            CompletableFuture<HttpResponse<String>> inFlight = application.getAsync("/follow-up");
            orders.awaitOrder();
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            Fixtures.await(requests.stopChannel());
            assertThat(closed).isNotDone();
            orders.answerOrder();
            assertThat(get(inFlight).statusCode()).isEqualTo(200);
            assertThat(get(inFlight).body()).isEqualTo("accepted");
            get(closed);
            assertThat(orders.events())
                    .startsWith("answer")
                    .containsOnlyOnce("task", "task of a task")
                    .endsWith("server drains")
                    .hasSize(4);
        }
    }

    /** WebFlux has no thread for a request that could be interrupted. */
    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void containerSendsTheAnswerOfAnInterruptedRequest(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            Group requests = Server.requests(application);
            CompletableFuture<HttpResponse<String>> inFlight = application.getAsync("/heedless");
            Server.orders(application).awaitOrder();
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            Fixtures.await(requests.stopChannel());
            assertThat(requests.interruptTasks()).isOne();
            assertThat(get(inFlight).statusCode()).isEqualTo(202);
            get(closed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void asynchronousRequestIsWaitedFor(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            Group requests = Server.requests(application);
            HeldOrders orders = Server.orders(application);
            CompletableFuture<HttpResponse<String>> inFlight = application.getAsync("/deferred");
            orders.awaitDeferred();
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            Fixtures.await(requests.stopChannel());
            assertThat(closed).isNotDone();
            orders.answerDeferred();
            assertThat(get(inFlight).body()).isEqualTo("at last");
            get(closed);
            assertThat(requests.counts().completed()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsAreServedDuringTheDelayAndClientsSentElsewhere(Server server) throws Exception {
        try (WebApplication application =
                        server.open("--wait-group.web.shutdown-delay=40s", "--wait-group.shutdown.timeout=60s");
                RawConnection keptAlive = new RawConnection(application)) {
            assertThat(keptAlive.get("/plain").closes()).isFalse();
            DelayedClose closing = DelayedClose.of(application);

            assertThat(application.get("/actuator/health/readiness").statusCode())
                    .isEqualTo(503);
            RawConnection.Answer answer = keptAlive.get("/plain");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.closes()).isTrue();
            assertThat(keptAlive.isClosedByServer()).isTrue();
            try (RawConnection fresh = new RawConnection(application)) {
                assertThat(fresh.get("/plain").status()).isEqualTo(200);
            }
            for (String failing : List.of("/failing", "/no-such-path")) {
                try (RawConnection fresh = new RawConnection(application)) {
                    assertThat(fresh.get(failing).closes()).as(failing).isTrue();
                }
            }

            closing.end();
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsInFlightWhenTheDelayBeginsSendTheirClientsElsewhere(Server server) throws Exception {
        try (WebApplication application =
                        server.open("--wait-group.web.shutdown-delay=40s", "--wait-group.shutdown.timeout=60s");
                RawConnection blocking = new RawConnection(application);
                RawConnection asynchronous = new RawConnection(application)) {
            HeldOrders orders = Server.orders(application);
            blocking.send("/orders/42");
            orders.awaitOrder();
            asynchronous.send("/deferred");
            orders.awaitDeferred();
            DelayedClose closing = DelayedClose.of(application);
            orders.answerOrder();
            orders.answerDeferred();
            for (RawConnection each : List.of(blocking, asynchronous)) {
                RawConnection.Answer answer = each.read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.closes()).isTrue();
                assertThat(each.isClosedByServer()).isTrue();
            }
            closing.end();
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsAreServedAgainAfterARestart(Server server) throws Exception {
        try (WebApplication application = server.open("--wait-group.web.shutdown-delay=20s")) {
            Group requests = Server.requests(application);
            application.context().stop();
            assertThat(requests.state()).isEqualTo(Group.State.STOPPED);
            application.context().start();
            HttpResponse<String> response = application.get("/plain");
            assertThat(response.statusCode()).isEqualTo(200);
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts().completed()).isOne();
            application.context().stop(); // so that the close has nothing to wait for
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsAreNotSentElsewhereAfterARestart(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            application.context().publishEvent(new ContextClosedEvent(application.context()));
            try (RawConnection closing = new RawConnection(application)) {
                assertThat(closing.get("/plain").closes()).isTrue();
            }
            application.context().stop();
            application.context().start();
            try (RawConnection fresh = new RawConnection(application)) {
                assertThat(fresh.get("/plain").closes()).isFalse();
            }
        }
    }

    @Test
    void delayBeginsWithTheCloseAndEndsByItself() {
        try (StaticApplicationContext context = new StaticApplicationContext()) {
            ShutdownClock clock = new ShutdownClock(context);
            Duration delay = Duration.ofMillis(50);
            ShutdownDelay lifecycle = new ShutdownDelay(clock, delay, new ShutdownTimeline());
            lifecycle.start();
            long start = System.nanoTime();
            clock.onApplicationEvent(new ContextClosedEvent(context));
            lifecycle.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
            assertThat(lifecycle.isRunning()).isFalse();
            assertThat(clock.left(delay)).isZero();
        }
    }

    @Test
    void contextThatIsStoppedAndNotClosedIsNotDelayed() {
        try (StaticApplicationContext context = new StaticApplicationContext();
                StaticApplicationContext child = new StaticApplicationContext(context)) {
            ShutdownClock clock = new ShutdownClock(context);
            clock.onApplicationEvent(new ContextClosedEvent(child));
            assertThat(clock.isClosing()).as("the child's event is not ours").isFalse();
            ShutdownDelay lifecycle = new ShutdownDelay(clock, Duration.ofDays(1), new ShutdownTimeline());
            lifecycle.start();
            lifecycle.stop();
            assertThat(lifecycle.isRunning()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void planHasTheDelayThenRequestsThenGroupsThenTheServer(Server server) {
        try (WebApplication application = server.open(
                "--wait-group.web.shutdown-delay=4s",
                "--wait-group.groups.http.timeout=6s",
                "--spring.lifecycle.timeout-per-shutdown-phase=2s")) {
            ShutdownPlan plan =
                    application.context().getBean(ShutdownPlanner.class).plan();
            assertThat(plan.steps())
                    .filteredOn(step -> step.phase() > WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE)
                    .filteredOn(step -> !step.longest().isZero())
                    .extracting(step -> step.phase() + " " + step.beans() + " " + step.longest())
                    .containsExactly(
                            Web.DELAY_PHASE + " [httpShutdownDelay] PT4S",
                            Web.DEFAULT_PHASE + " [httpGroup.lifecycle] PT6S",
                            GroupSettings.DEFAULT_PHASE_AFTER_REQUESTS + " [defaultGroup.lifecycle] PT13.32S",
                            WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE
                                    + " [webServerGracefulShutdown, whenTheServerDrains] PT0.84S");
        }
    }

    @Test
    void retryAfterIsRoundedUp() {
        for (Duration each : List.of(Duration.ofMillis(1001), Duration.ofSeconds(2))) {
            assertThat(new Refusal(each).headers(null)).containsEntry("Retry-After", "2");
        }
    }
}

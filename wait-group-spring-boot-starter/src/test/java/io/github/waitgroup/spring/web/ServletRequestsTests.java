package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.mock.web.MockHttpServletRequest;

/** Requests of servlet containers while the application runs: each is listed, and ends once and not too early. */
class ServletRequestsTests {

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void requestIsListedUnderThePatternOfItsRouteWithItsStack(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            Group requests = Server.requests(application);
            CompletableFuture<HttpResponse<String>> response = application.getAsync("/orders/42?secret=1");
            Fixtures.await(Shop.orders(application).received);
            ActiveTask task = requests.activeTasks().get(0);
            assertThat(task.name()).isEqualTo("GET /orders/{id}");
            assertThat(task.stack()).extracting(StackTraceElement::getClassName).contains(Shop.Orders.class.getName());
            assertThat(application.get("/actuator/waitgroups/http").body())
                    .contains("GET /orders/{id}")
                    .doesNotContain("waitgroups/");
            Shop.orders(application).answer.countDown();
            assertThat(get(response).body()).isEqualTo("42");
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void oddPathsAreAnsweredAndEnd(Server server) throws Exception {
        try (WebApplication application =
                server.open("--wait-group.web.long-running-paths=/feed/**", "--wait-group.web.exempt-paths=/ping")) {
            for (String path :
                    List.of("/x/100%25", "/x/%25zz", "/x%3Bfeed", "/x;a=%25", "/%E2%82%AC/%25", "/feed/%25")) {
                assertThat(application.get(path).statusCode()).as(path).isBetween(400, 499);
            }
            Fixtures.awaitEmpty(Server.requests(application));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void everyRequestEndsOnceHoweverItIsAnswered(Server server) throws Exception {
        try (WebApplication application = server.open("--spring.mvc.problemdetails.enabled=false")) {
            Group requests = Server.requests(application);
            assertAnswer(application, "/plain", 200, "plain");
            assertAnswer(application, "/callable", 200, "callable");
            assertAnswer(application, "/streaming", 200, "streaming");
            assertAnswer(application, "/bare-async", 200, "bare");
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(4, 4, 0, 0));

            assertAnswer(application, "/no-such-path", 404, "Not Found");
            assertAnswer(application, "/too-late", 503, "Service Unavailable");
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts())
                    .as("an error page is not a request of its own")
                    .isEqualTo(new TaskCounts(6, 6, 0, 0));

            assertAnswer(application, "/failing", 500, "Internal Server Error");
            assertAnswer(application, "/failing-callable", 500, "Internal Server Error");
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(8, 6, 2, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void asynchronousRequestIsNotOverWhenTheThreadOfTheContainerHasLeft(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            Group requests = Server.requests(application);
            CompletableFuture<HttpResponse<String>> response = application.getAsync("/deferred");
            Fixtures.await(Shop.orders(application).containerThreadHasLeft);
            assertThat(requests.activeTasks()).singleElement().satisfies(task -> {
                assertThat(task.name()).isEqualTo("GET /deferred");
                assertThat(task.threadName()).isEmpty();
            });
            Shop.orders(application).deferred.setResult("at last");
            assertThat(get(response).body()).isEqualTo("at last");
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void requestWhoseClientHasGoneEndsOnce(Server server) throws Exception {
        try (WebApplication application = server.open()) {
            Group requests = Server.requests(application);
            try (RawConnection client = new RawConnection(application)) {
                client.send("/endless");
                Fixtures.await(Shop.orders(application).received);
                Fixtures.await(Shop.orders(application).containerThreadHasLeft);
                awaitIdleThreads(application);
                assertThat(requests.counts().active()).isOne();
            }
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts().accepted()).isOne();
            assertThat(requests.counts().completed() + requests.counts().failed())
                    .isOne();
        }
    }

    /** Tomcat loses a request whose client goes before its thread has left it, and notifies no listener of the end. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void awaitIdleThreads(WebApplication application) {
        if (((WebServerApplicationContext) application.context()).getWebServer() instanceof TomcatWebServer tomcat) {
            ThreadPoolExecutor threads = (ThreadPoolExecutor)
                    tomcat.getTomcat().getConnector().getProtocolHandler().getExecutor();
            while (threads.getActiveCount() > 0) {
                Thread.yield();
            }
        }
    }

    @Test
    void nameIsCutSinceClientsChooseIt() {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
        Group group = new Group("http");
        Membership membership = group.enrol(ServletTrackedRequest.name(request, "/" + "x".repeat(5_000)));
        assertThat(group.activeTasks().get(0).name())
                .startsWith("GET /x")
                .endsWith("x…")
                .hasSize(100);
        membership.close();
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
    }

    private static void assertAnswer(WebApplication application, String path, int status, String body)
            throws Exception {
        HttpResponse<String> response = application.get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(status);
        assertThat(response.body()).as(path).contains(body);
    }
}

package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import jakarta.servlet.AsyncContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Mono;

/**
 * Requests that are enrolled before something throws: by the server, by listeners of the application, or for lack of
 * memory.
 */
class RequestGateTests {

    private final Group group = new Group("http");
    private final StaticApplicationContext context = new StaticApplicationContext();
    private final LongRunningRequests longRunning =
            new LongRunningRequests(group, Duration.ZERO, new ShutdownTimeline());
    private final RequestGate gate = new RequestGate(
            group,
            new ShutdownClock(context),
            new Refusal(Duration.ofSeconds(1)),
            longRunning,
            new ConfiguredPaths("none", List.of()),
            List.of());

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void requestThatCannotBeNotedHasFailed() {
        assertThatItFails(new MockHttpServletRequest("GET", "/orders") {

            @Override
            public void setAttribute(String name, Object value) {
                throw new OutOfMemoryError("expected by the test");
            }
        });
    }

    @Test
    void requestWhoseStateIsUnknownAfterwardsHasEnded() {
        assertThatItFails(new MockHttpServletRequest("GET", "/orders") {

            @Override
            public boolean isAsyncStarted() {
                throw new OutOfMemoryError("expected by the test");
            }
        });
        assertThatItFails(new MockHttpServletRequest("GET", "/orders") {

            @Override
            public boolean isAsyncStarted() {
                return true;
            }

            @Override
            public AsyncContext getAsyncContext() {
                throw new OutOfMemoryError("expected by the test");
            }
        });
    }

    private void assertThatItFails(MockHttpServletRequest request) {
        ServletTrackingFilter filter = new ServletTrackingFilter(gate);
        assertThatThrownBy(() -> filter.doFilter(request, new MockHttpServletResponse(), new MockFilterChain()))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(group.counts().active()).isZero();
    }

    @Test
    void exchangeThatCannotBeNotedHasFailed() {
        ReactiveTrackingFilter filter = new ReactiveTrackingFilter(gate, context);
        ServerWebExchange exchange =
                new ServerWebExchangeDecorator(MockServerWebExchange.from(MockServerHttpRequest.get("/orders"))) {

                    @Override
                    public Map<String, Object> getAttributes() {
                        throw new IllegalStateException("expected by the test");
                    }
                };
        assertThatThrownBy(
                        () -> filter.filter(exchange, handled -> Mono.empty()).block())
                .hasMessage("expected by the test");
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
    }
}

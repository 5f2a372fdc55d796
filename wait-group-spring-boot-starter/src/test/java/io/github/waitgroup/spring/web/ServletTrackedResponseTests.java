package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ServletTrackedResponseTests {

    private static final Map<Class<?>, Object> ARGUMENTS =
            Map.of(String.class, "/orders", int.class, 303, boolean.class, true);

    private final MockHttpServletResponse sent = new MockHttpServletResponse();

    /** All methods that may send the headers: they declare that this may fail. */
    static Stream<Method> waysToSendHeaders() {
        return Stream.of(HttpServletResponse.class.getMethods())
                .filter(method -> List.of(method.getExceptionTypes()).contains(IOException.class));
    }

    @ParameterizedTest
    @MethodSource("waysToSendHeaders")
    void connectionIsClosedHoweverTheAnswerIsSentWhileTheApplicationCloses(Method way) throws Exception {
        Object[] arguments =
                Stream.of(way.getParameterTypes()).map(ARGUMENTS::get).toArray();
        way.invoke(trackedWhileClosing(), arguments);
        assertThat(sent.getHeader("Connection")).isEqualTo("close");
    }

    @Test
    void connectionIsClosedIfTheAnswerIsResetAfterItsStreamWasTaken() throws Exception {
        ServletTrackedResponse tracked = trackedWhileClosing();
        tracked.getOutputStream();
        tracked.reset();
        assertThat(sent.getHeader("Connection")).isEqualTo("close");
    }

    @Test
    void answerToAHandshakeKeepsItsHeader() {
        ServletTrackedResponse tracked = trackedWhileClosing();
        tracked.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
        tracked.setHeader("Connection", "upgrade");
        tracked.begins();
        assertThat(sent.getHeader("Connection")).isEqualTo("upgrade");
    }

    private ServletTrackedResponse trackedWhileClosing() {
        try (StaticApplicationContext context = new StaticApplicationContext()) {
            ShutdownClock clock = new ShutdownClock(context);
            clock.onApplicationEvent(new ContextClosedEvent(context));
            Group group = new Group("http");
            LongRunningRequests longRunning = new LongRunningRequests(group, Duration.ZERO, new ShutdownTimeline());
            MockHttpServletRequest request = new MockHttpServletRequest();
            return new ServletTrackedResponse(
                    request,
                    sent,
                    new ServletTrackedRequest(group.enrol("GET /orders"), request),
                    new RequestGate(
                            group,
                            clock,
                            new Refusal(Duration.ZERO),
                            longRunning,
                            new ConfiguredPaths("none", List.of()),
                            List.of()));
        }
    }
}

package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.WaitGroupClosedException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * Makes each request a task of a group until it is over, and answers with 503 once the group takes no more.
 *
 * <p>It must see the dispatches {@code REQUEST} and {@code ASYNC}. An error page is not a request of its own, and is not
 * tracked.
 */
public final class HttpTrackingFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient Group group;
    private final transient HttpClosing closing;
    private final transient Refusal refusal;
    private final transient LongRunningRequests longRunning;
    private final transient List<ExemptPaths> exempt;

    HttpTrackingFilter(
            Group group,
            HttpClosing closing,
            Refusal refusal,
            LongRunningRequests longRunning,
            List<ExemptPaths> exempt) {
        this.group = group;
        this.closing = closing;
        this.refusal = refusal;
        this.longRunning = longRunning;
        this.exempt = List.copyOf(exempt);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        TrackedRequest tracked = TrackedRequest.of(request);
        if (tracked != null) {
            tracked.dispatch(chain, request, response);
        } else if (request.getDispatcherType() != DispatcherType.REQUEST || isExempt(path(request))) {
            chain.doFilter(request, response);
        } else {
            admit(request, response, chain);
        }
    }

    private void admit(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        TrackedRequest tracked;
        try {
            tracked = new TrackedRequest(group.join(TrackedRequest.name(request, request.getRequestURI())), request);
        } catch (WaitGroupClosedException stopping) {
            closeConnection(request, response);
            refuse(response);
            return;
        }
        if (closing.hasBegun() && !isWebSocket(request)) {
            closeConnection(request, response);
        }
        if (asksForEvents(request) || longRunning.isAt(path(request))) {
            longRunning.add(tracked);
        }
        tracked.dispatch(chain, request, response);
    }

    static boolean asksForEvents(HttpServletRequest request) {
        for (String accepted : Collections.list(request.getHeaders(HttpHeaders.ACCEPT))) {
            if (accepted.contains(MediaType.TEXT_EVENT_STREAM_VALUE)) {
                return true;
            }
        }
        return false;
    }

    private void refuse(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        refusal.headers().forEach(response::setHeader);
        response.getOutputStream().write(refusal.body());
    }

    /** Has the client take a new connection next time, which a load balancer leads to another instance. HTTP/2 has no such header. */
    private static void closeConnection(HttpServletRequest request, HttpServletResponse response) {
        if (request.getProtocol().startsWith("HTTP/1.")) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
    }

    /** The header would contradict the answer to the handshake, and its connection is not used again. */
    private static boolean isWebSocket(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    /** The path within the dispatcher servlet, decoded and normalised. */
    private static String path(HttpServletRequest request) {
        String withinServlet = request.getPathInfo(); // null where the servlet is mapped to "/"
        return withinServlet != null ? withinServlet : request.getServletPath();
    }

    private boolean isExempt(String path) {
        for (ExemptPaths each : exempt) {
            if (each.contains(path)) {
                return true;
            }
        }
        return false;
    }
}

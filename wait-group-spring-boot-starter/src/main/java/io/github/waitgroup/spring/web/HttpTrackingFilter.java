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
import java.util.List;
import org.springframework.http.HttpHeaders;

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
        boolean lasts = longRunning.isAt(path(request)); // before it joins: what fails here leaves nothing behind
        TrackedRequest tracked;
        try {
            tracked = new TrackedRequest(group.join(TrackedRequest.name(request, request.getRequestURI())), request);
        } catch (WaitGroupClosedException stopping) {
            refuse(request, response);
            return;
        }
        if (lasts) {
            longRunning.add(tracked);
        }
        if (isWebSocket(request)) {
            tracked.dispatch(chain, request, response);
            return;
        }
        TrackedServletResponse looked = new TrackedServletResponse(request, response, tracked, closing, longRunning);
        try {
            tracked.dispatch(chain, request, looked);
        } finally {
            if (request.isAsyncStarted()) {
                looked.continues();
            } else {
                looked.begins();
            }
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        TrackedServletResponse.closeConnection(request, response);
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        refusal.headers().forEach(response::setHeader);
        response.getOutputStream().write(refusal.body());
    }

    /** The header {@code Connection} is part of the answer to a handshake, and its connection is not used again. */
    private static boolean isWebSocket(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    /**
     * The path within the dispatcher servlet, normalised. The container has decoded it; what a pattern would decode or take
     * apart once more is encoded again.
     */
    private static String path(HttpServletRequest request) {
        String withinServlet = request.getPathInfo(); // null where the servlet is mapped to "/"
        String decoded = withinServlet != null ? withinServlet : request.getServletPath();
        return decoded.replace("%", "%25").replace(";", "%3B");
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

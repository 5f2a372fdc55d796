package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.WaitGroupClosedException;
import io.github.waitgroup.spring.ShutdownClock;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsUtils;

/**
 * Makes each request a task of a group until it is over, and answers with 503 once the group takes no more.
 *
 * <p>It must see the dispatches {@code REQUEST} and {@code ASYNC}. An error page is not a request of its own, and is not
 * tracked.
 */
public final class ServletTrackingFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient Group group;
    private final transient ShutdownClock clock;
    private final transient Refusal refusal;
    private final transient LongRunningRequests longRunning;
    private final transient List<ExemptPaths> exempt;

    ServletTrackingFilter(
            Group group,
            ShutdownClock clock,
            Refusal refusal,
            LongRunningRequests longRunning,
            List<ExemptPaths> exempt) {
        this.group = group;
        this.clock = clock;
        this.refusal = refusal;
        this.longRunning = longRunning;
        this.exempt = List.copyOf(exempt);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ServletTrackedRequest tracked = ServletTrackedRequest.of(request);
        if (tracked != null) {
            tracked.dispatch(chain, request, response);
            return;
        }
        if (request.getDispatcherType() != DispatcherType.REQUEST) {
            chain.doFilter(request, response);
            return;
        }
        RequestedPath path = new ServletRequestedPath(request);
        if (isExempt(request, path)) {
            chain.doFilter(request, response);
        } else {
            admit(request, path, response, chain);
        }
    }

    private void admit(HttpServletRequest request, RequestedPath path, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String name = ServletTrackedRequest.name(request, request.getRequestURI());
        boolean lasts = longRunning.isAt(path);
        Membership membership;
        try {
            membership = group.enrol(name);
        } catch (WaitGroupClosedException stopping) {
            refuse(request, response);
            return;
        }
        boolean ends = false; // by itself, once it is dispatched
        try {
            ServletTrackedRequest tracked = new ServletTrackedRequest(membership, request);
            if (lasts) {
                longRunning.add(tracked);
            }
            ServletTrackedResponse watched = new ServletTrackedResponse(request, response, tracked, clock, longRunning);
            ends = true;
            serve(tracked, request, watched, chain);
        } finally {
            if (!ends) {
                membership.fail();
            }
        }
    }

    private static void serve(
            ServletTrackedRequest tracked,
            HttpServletRequest request,
            ServletTrackedResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        try {
            tracked.dispatch(chain, request, response);
        } finally {
            if (request.isAsyncStarted()) {
                response.continues();
            } else {
                response.begins();
            }
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ServletTrackedResponse.closeConnection(request, response);
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        refusal.headers(request.getHeader(HttpHeaders.ORIGIN)).forEach(response::setHeader);
        response.getOutputStream().write(refusal.body());
    }

    /** A preflight is: Spring MVC answers it at once, as the application has configured it, and calls no handler. */
    private boolean isExempt(HttpServletRequest request, RequestedPath path) {
        for (ExemptPaths each : exempt) {
            if (each.contains(path)) {
                return true;
            }
        }
        return path.isForSpring() && CorsUtils.isPreFlightRequest(request);
    }
}

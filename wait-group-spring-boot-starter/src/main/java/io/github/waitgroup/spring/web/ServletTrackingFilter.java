package io.github.waitgroup.spring.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsUtils;

/**
 * A servlet filter that makes each request a task of a group until it is over, and answers with 503 once the group
 * takes no more.
 *
 * <p>It must be registered for the dispatches {@code REQUEST} and {@code ASYNC}. An error page is a part of its
 * request, and no task of its own.
 */
public final class ServletTrackingFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient RequestGate gate;

    ServletTrackingFilter(RequestGate gate) {
        this.gate = gate;
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
        if (gate.isExempt(path, CorsUtils.isPreFlightRequest(request))) {
            chain.doFilter(request, response);
        } else {
            admit(request, path, response, chain);
        }
    }

    private void admit(HttpServletRequest request, RequestedPath path, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String name = ServletTrackedRequest.name(request, request.getRequestURI());
        ServletTrackedResponse admitted = gate.admit(
                name,
                path,
                membership -> new ServletTrackedRequest(membership, request),
                tracked -> new ServletTrackedResponse(request, response, tracked, gate));
        if (admitted == null) {
            refuse(request, response);
        } else {
            admitted.serve(chain);
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ServletTrackedResponse.closeConnection(request, response);
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        Refusal refusal = gate.refusal();
        refusal.headers(request.getHeader(HttpHeaders.ORIGIN)).forEach(response::setHeader);
        response.getOutputStream().write(refusal.body());
    }
}

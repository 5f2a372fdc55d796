package io.github.waitgroup.spring.web;

import io.github.waitgroup.spring.ShutdownClock;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.springframework.http.HttpHeaders;

/**
 * A response that is looked at in the last moment before its body begins: its type is known then, and a header can still be
 * set. Used by one thread at a time, like any response.
 */
final class ServletTrackedResponse extends HttpServletResponseWrapper {

    private final HttpServletRequest request;
    private final ServletTrackedRequest tracked;
    private final ShutdownClock clock;
    private final LongRunningRequests longRunning;

    ServletTrackedResponse(
            HttpServletRequest request,
            HttpServletResponse response,
            ServletTrackedRequest tracked,
            ShutdownClock clock,
            LongRunningRequests longRunning) {
        super(response);
        this.request = request;
        this.tracked = tracked;
        this.clock = clock;
        this.longRunning = longRunning;
    }

    /** Has the client take a new connection next time, which a load balancer leads to another instance. HTTP/2 has no such header. */
    static void closeConnection(HttpServletRequest request, HttpServletResponse response) {
        if (request.getProtocol().startsWith("HTTP/1.")) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
    }

    /** Notes that headers are sent soon, if they have not been. */
    void begins() {
        if (isCommitted()) {
            return;
        }
        if (clock.isClosing() && getStatus() != SC_SWITCHING_PROTOCOLS) { // whose header says "Upgrade"
            closeConnection(request, this);
        }
        continues();
    }

    /** Notes that the request goes on, maybe as a stream of events. */
    void continues() {
        if (ServletEventStreams.isTypeOfEvents(getContentType())) {
            longRunning.add(tracked);
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        begins();
        return new ServletTrackedOutput(super.getOutputStream(), tracked);
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        begins();
        return new ServletTrackedWriter(super.getWriter(), tracked);
    }

    @Override
    public void flushBuffer() throws IOException {
        begins();
        tracked.send(super::flushBuffer);
    }

    @Override
    public void sendError(int status) throws IOException {
        begins();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        begins();
        super.sendError(status, message);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        begins();
        super.sendRedirect(location);
    }

    @Override
    public void sendRedirect(String location, int status) throws IOException {
        begins();
        super.sendRedirect(location, status);
    }

    @Override
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        begins();
        super.sendRedirect(location, clearBuffer);
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        begins();
        super.sendRedirect(location, status, clearBuffer);
    }

    /** Takes the headers away, but not the stream or the writer through which the body may go on. */
    @Override
    public void reset() {
        super.reset();
        begins();
    }
}

package io.github.waitgroup.spring.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.springframework.http.HttpHeaders;

/**
 * The response to a tracked request of a servlet container. Right before its body begins, when its type is known and a
 * header can still be set, it may get the header that closes the connection, and its request may become a long-running
 * one. Used by one thread at a time, like any response.
 */
final class ServletTrackedResponse extends HttpServletResponseWrapper {

    private final HttpServletRequest request;
    private final ServletTrackedRequest tracked;
    private final RequestGate gate;

    ServletTrackedResponse(
            HttpServletRequest request, HttpServletResponse response, ServletTrackedRequest tracked, RequestGate gate) {
        super(response);
        this.request = request;
        this.tracked = tracked;
        this.gate = gate;
    }

    /** Makes the client take a new connection for its next request. HTTP/2 has no such header. */
    static void closeConnection(HttpServletRequest request, HttpServletResponse response) {
        if (request.getProtocol().startsWith("HTTP/1.")) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
    }

    /** Dispatches the request for the first time. */
    void serve(FilterChain chain) throws IOException, ServletException {
        try {
            tracked.dispatch(chain, request, this);
        } finally {
            if (request.isAsyncStarted()) {
                continues();
            } else {
                begins();
            }
        }
    }

    /** Prepares the headers, if they have not been sent: they are sent soon. */
    void begins() {
        if (isCommitted()) {
            return;
        }
        if (gate.isClosing() && getStatus() != SC_SWITCHING_PROTOCOLS) { // whose header says "Upgrade"
            closeConnection(request, this);
        }
        continues();
    }

    /** Records that the request goes on, perhaps as a stream of events. */
    void continues() {
        if (ServletEventStreams.isTypeOfEvents(getContentType())) {
            gate.longRunning().add(tracked);
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

    /** Removes the headers, but not the stream or writer through which the body may go on. */
    @Override
    public void reset() {
        super.reset();
        begins();
    }
}

package io.github.waitgroup.spring.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerAdapter;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** An adapter for WebSocket handshakes that makes each session a task of the group: it outlasts the handshake. */
final class ServletWebSocketHandshakes implements HandlerAdapter, Ordered {

    /*
     * The session is enrolled when it opens, not during the handshake: if the client has gone by then, the container
     * opens no session and notifies nobody. If the group stops in between, the session is refused before its handler is
     * called, as a request would be. If the group has drained as well, the server may cut the connection before the
     * refusal has been sent.
     */

    private final RequestGate gate;

    ServletWebSocketHandshakes(RequestGate gate) {
        this.gate = gate;
    }

    /** Before the adapter that calls handlers of any kind. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    /** False for a subclass: a copy of the handler would lose what the subclass does. */
    @Override
    public boolean supports(Object handler) {
        return handler.getClass() == WebSocketHttpRequestHandler.class;
    }

    @Override
    public @Nullable ModelAndView handle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws ServletException, IOException {
        WebSocketHttpRequestHandler called = (WebSocketHttpRequestHandler) handler;
        if (ServletTrackedRequest.of(request) != null) {
            called = tracked(called, name(request));
        }
        called.handleRequest(request, response);
        return null;
    }

    private WebSocketHttpRequestHandler tracked(WebSocketHttpRequestHandler handler, String name) {
        HandshakeHandler handshake = (request, response, sessionHandler, attributes) -> handler.getHandshakeHandler()
                .doHandshake(request, response, new ServletTrackedWebSocket(sessionHandler, name, gate), attributes);
        WebSocketHttpRequestHandler tracked =
                new WebSocketHttpRequestHandler(handler.getWebSocketHandler(), handshake) {

                    @Override
                    protected WebSocketHandler decorate(WebSocketHandler decorated) {
                        return decorated; // by the original handler
                    }
                };
        tracked.setHandshakeInterceptors(handler.getHandshakeInterceptors());
        return tracked;
    }

    private static String name(HttpServletRequest request) {
        String pattern = ServletPatternNames.pattern(request);
        return RequestName.of(RequestName.WEB_SOCKET, pattern == null ? request.getRequestURI() : pattern);
    }
}

package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerAdapter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** Makes what follows a WebSocket handshake a task of the group: the session lasts longer than the request. */
final class ServletWebSocketHandshakes implements HandlerAdapter, Ordered {

    /*
     * The session joins as it opens, not during the handshake: if the client has gone by then, the container never opens a session
     * and notifies nobody. The group may stop between the two: then the session is refused as a request would be, before its handler
     * has seen it. If the group has drained as well, the server may cut the connection before the refusal has left.
     */

    private final Group group;
    private final LongRunningRequests longRunning;

    ServletWebSocketHandshakes(Group group, LongRunningRequests longRunning) {
        this.group = group;
        this.longRunning = longRunning;
    }

    /** Before the adapter that calls those of any kind. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    /** Not for a subclass: what that does instead, a copy of it would not. */
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
                .doHandshake(
                        request,
                        response,
                        new ServletTrackedWebSocket(sessionHandler, name, group, longRunning),
                        attributes);
        WebSocketHttpRequestHandler tracked =
                new WebSocketHttpRequestHandler(handler.getWebSocketHandler(), handshake) {

                    @Override
                    protected WebSocketHandler decorate(WebSocketHandler decorated) {
                        return decorated; // already
                    }
                };
        tracked.setHandshakeInterceptors(handler.getHandshakeInterceptors());
        return tracked;
    }

    private static String name(HttpServletRequest request) {
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return RequestName.of(RequestName.WEB_SOCKET, pattern == null ? request.getRequestURI() : pattern.toString());
    }
}

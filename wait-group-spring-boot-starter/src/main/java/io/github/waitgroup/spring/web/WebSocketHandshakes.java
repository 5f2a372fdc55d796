package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.servlet.HandlerAdapter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** Makes what follows a WebSocket handshake a task of the group: the session lasts longer than the request. */
final class WebSocketHandshakes implements HandlerAdapter, Ordered {

    /*
     * The session joins within the handshake, and so while the request is still a member: there is no moment in between in which
     * the group could have drained. While the group stops, the request may start more, as any request in flight.
     */

    private final Group group;
    private final LongRunningRequests longRunning;

    WebSocketHandshakes(Group group, LongRunningRequests longRunning) {
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
        if (TrackedRequest.of(request) != null) {
            called = tracked(called, name(request));
        }
        called.handleRequest(request, response);
        return null;
    }

    private WebSocketHttpRequestHandler tracked(WebSocketHttpRequestHandler handler, String name) {
        HandshakeHandler handshake = (request, response, sessionHandler, attributes) ->
                shakeHands(handler.getHandshakeHandler(), name, request, response, sessionHandler, attributes);
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

    private boolean shakeHands(
            HandshakeHandler handshake,
            String name,
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            Map<String, Object> attributes) {
        TrackedWebSocket socket = new TrackedWebSocket(handler, group.join(name), longRunning);
        boolean opens = false;
        try {
            opens = handshake.doHandshake(request, response, socket, attributes);
            return opens;
        } finally {
            if (!opens) {
                socket.end();
            }
        }
    }

    private static String name(HttpServletRequest request) {
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return RequestName.of(RequestName.WEB_SOCKET, pattern == null ? request.getRequestURI() : pattern.toString());
    }
}

package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.WaitGroupClosedException;
import java.util.List;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Makes each request of a reactive server a task of a group until it is over, and answers with 503 once the group takes no
 * more.
 *
 * <p>A request is over when its handler has completed, with it the body of the response, or has failed, or when its client has
 * gone.
 */
public final class HttpTrackingWebFilter {

    /*
     * It is not a WebFilter, so that it is no bean of that kind: which one calls it, and when, is for the application to say.
     */

    private final Group group;
    private final HttpClosing closing;
    private final Refusal refusal;
    private final LongRunningRequests longRunning;
    private final List<ExemptPaths> exempt;
    private final ApplicationContext context;

    HttpTrackingWebFilter(
            Group group,
            HttpClosing closing,
            Refusal refusal,
            LongRunningRequests longRunning,
            List<ExemptPaths> exempt,
            ApplicationContext context) {
        this.group = group;
        this.closing = closing;
        this.refusal = refusal;
        this.longRunning = longRunning;
        this.exempt = List.copyOf(exempt);
        this.context = context;
    }

    /**
     * Handles a request. Exempt ones, and those of another context, are passed on as they are.
     *
     * @param exchange the request and its response
     * @param chain what handles it
     * @return ends when the request is over
     */
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return isTracked(exchange) ? Mono.defer(() -> admit(exchange, chain)) : chain.filter(exchange);
    }

    private Mono<Void> admit(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        ServerHttpResponse response = exchange.getResponse();
        TrackedExchange tracked;
        try {
            String name =
                    RequestName.of(request.getMethod().name(), request.getPath().value());
            tracked = new TrackedExchange(group.join(name), exchange);
        } catch (WaitGroupClosedException stopping) {
            closeConnection(response);
            return refuse(response);
        }
        if (!isWebSocket(request)) {
            response.beforeCommit(
                    () -> closing.hasBegun() ? Mono.fromRunnable(() -> closeConnection(response)) : Mono.empty());
        }
        if (longRunning.isAt(path(request))) {
            longRunning.add(tracked);
        }
        ServerWebExchange answered = exchange.mutate()
                .response(TrackedResponse.of(response, tracked, longRunning))
                .build();
        return tracked.handle(
                Mono.defer(() -> chain.filter(answered)),
                Mono.defer(() -> response.isCommitted() ? Mono.empty() : refuse(response)));
    }

    private Mono<Void> refuse(ServerHttpResponse response) {
        response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
        refusal.headers().forEach(response.getHeaders()::set);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(refusal.body())));
    }

    /** Has the client take a new connection next time. Reactor Netty leaves the header out of HTTP/2. */
    private static void closeConnection(ServerHttpResponse response) {
        response.getHeaders().setConnection("close");
    }

    /** The header would contradict the answer to the handshake, and its connection is not used again. */
    private static boolean isWebSocket(ServerHttpRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeaders().getUpgrade());
    }

    /** The management server takes the filters of its parent context along. */
    private boolean isTracked(ServerWebExchange exchange) {
        ApplicationContext served = exchange.getApplicationContext();
        return (served == null || served == context) && !isExempt(exchange.getRequest());
    }

    private boolean isExempt(ServerHttpRequest request) {
        String path = path(request);
        for (ExemptPaths each : exempt) {
            if (each.contains(path)) {
                return true;
            }
        }
        return false;
    }

    private static String path(ServerHttpRequest request) {
        return request.getPath().pathWithinApplication().value();
    }
}

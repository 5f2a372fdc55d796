package io.github.waitgroup.spring.web;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * A filter of WebFlux that makes each request a task of a group until it is over, and answers with 503 once the group
 * takes no more.
 *
 * <p>A request is over when its handler has completed and with it the body of the response, when its handler has
 * failed, or when its client has gone.
 */
public final class ReactiveTrackingFilter {

    /* It is no WebFilter: the application decides which bean of that type calls it, and in which order. */

    private final RequestGate gate;
    private final ApplicationContext context;

    ReactiveTrackingFilter(RequestGate gate, ApplicationContext context) {
        this.gate = gate;
        this.context = context;
    }

    /**
     * Handles a request. Exempt requests, and requests of another application context, are passed on unchanged.
     *
     * @param exchange the request and its response
     * @param chain the filters and the handler behind this one
     * @return the handling, which ends when the request is over
     */
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (isOfAnotherContext(exchange)) {
            return chain.filter(exchange);
        }
        ServerHttpRequest request = exchange.getRequest();
        RequestedPath path = new ReactiveRequestedPath(request);
        return gate.isExempt(path, CorsUtils.isPreFlightRequest(request))
                ? ReactiveExemptExchange.handle(exchange, chain)
                : Mono.defer(() -> admit(exchange, path, chain));
    }

    private Mono<Void> admit(ServerWebExchange exchange, RequestedPath path, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        String name =
                RequestName.of(request.getMethod().name(), request.getPath().value());
        Mono<Void> handled = gate.admit(
                name,
                path,
                membership -> new ReactiveTrackedExchange(membership, exchange),
                tracked -> handle(tracked, exchange, chain));
        if (handled != null) {
            return handled;
        }
        closeConnection(exchange.getResponse());
        return refuse(exchange);
    }

    private Mono<Void> handle(ReactiveTrackedExchange tracked, ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpResponse response = exchange.getResponse();
        response.beforeCommit(
                () -> gate.isClosing() ? Mono.fromRunnable(() -> closeConnection(response)) : Mono.empty());
        ServerWebExchange answered = exchange.mutate()
                .response(ReactiveTrackedResponse.of(response, tracked, gate.longRunning()))
                .build();
        return tracked.handle(
                Mono.defer(() -> chain.filter(answered)),
                Mono.defer(() -> response.isCommitted() ? Mono.empty() : refuse(exchange)));
    }

    private Mono<Void> refuse(ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
        Refusal refusal = gate.refusal();
        refusal.headers(exchange.getRequest().getHeaders().getOrigin()).forEach(response.getHeaders()::set);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(refusal.body())));
    }

    /**
     * Makes the client take a new connection for its next request. Reactor Netty leaves the header out of HTTP/2, and
     * replaces it in the answer to a handshake.
     */
    private static void closeConnection(ServerHttpResponse response) {
        response.getHeaders().setConnection("close");
    }

    /** The management server also calls the filters of its parent context. */
    private boolean isOfAnotherContext(ServerWebExchange exchange) {
        ApplicationContext served = exchange.getApplicationContext();
        return served != null && served != context;
    }
}

package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.WaitGroupClosedException;
import io.github.waitgroup.spring.ShutdownClock;
import java.util.List;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.cors.reactive.CorsUtils;
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
public final class ReactiveTrackingFilter {

    /*
     * It is not a WebFilter, so that it is no bean of that kind: which one calls it, and when, is for the application to say.
     */

    private final Group group;
    private final ShutdownClock clock;
    private final Refusal refusal;
    private final LongRunningRequests longRunning;
    private final List<ExemptPaths> exempt;
    private final ApplicationContext context;

    ReactiveTrackingFilter(
            Group group,
            ShutdownClock clock,
            Refusal refusal,
            LongRunningRequests longRunning,
            List<ExemptPaths> exempt,
            ApplicationContext context) {
        this.group = group;
        this.clock = clock;
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
        if (isOfAnotherContext(exchange)) {
            return chain.filter(exchange);
        }
        RequestedPath path = new ReactiveRequestedPath(exchange.getRequest());
        return isExempt(exchange.getRequest(), path)
                ? ReactiveExemptExchange.handle(exchange, chain)
                : Mono.defer(() -> admit(exchange, path, chain));
    }

    private Mono<Void> admit(ServerWebExchange exchange, RequestedPath path, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        String name =
                RequestName.of(request.getMethod().name(), request.getPath().value());
        boolean lasts = longRunning.isAt(path);
        Membership membership;
        try {
            membership = group.enrol(name);
        } catch (WaitGroupClosedException stopping) {
            closeConnection(exchange.getResponse());
            return refuse(exchange);
        }
        boolean ends = false; // by itself, once it is handled
        try {
            ReactiveTrackedExchange tracked = new ReactiveTrackedExchange(membership, exchange);
            if (lasts) {
                longRunning.add(tracked);
            }
            Mono<Void> handled = handle(tracked, exchange, chain);
            ends = true;
            return handled;
        } finally {
            if (!ends) {
                membership.fail();
            }
        }
    }

    private Mono<Void> handle(ReactiveTrackedExchange tracked, ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpResponse response = exchange.getResponse();
        response.beforeCommit(
                () -> clock.isClosing() ? Mono.fromRunnable(() -> closeConnection(response)) : Mono.empty());
        ServerWebExchange answered = exchange.mutate()
                .response(ReactiveTrackedResponse.of(response, tracked, longRunning))
                .build();
        return tracked.handle(
                Mono.defer(() -> chain.filter(answered)),
                Mono.defer(() -> response.isCommitted() ? Mono.empty() : refuse(exchange)));
    }

    private Mono<Void> refuse(ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
        refusal.headers(exchange.getRequest().getHeaders().getOrigin()).forEach(response.getHeaders()::set);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(refusal.body())));
    }

    /**
     * Has the client take a new connection next time. Reactor Netty leaves the header out of HTTP/2, and replaces it where
     * it answers a handshake.
     */
    private static void closeConnection(ServerHttpResponse response) {
        response.getHeaders().setConnection("close");
    }

    /** The management server takes the filters of its parent context along. */
    private boolean isOfAnotherContext(ServerWebExchange exchange) {
        ApplicationContext served = exchange.getApplicationContext();
        return served != null && served != context;
    }

    /** A preflight is: WebFlux answers it at once, as the application has configured it, and calls no handler. */
    private boolean isExempt(ServerHttpRequest request, RequestedPath path) {
        for (ExemptPaths each : exempt) {
            if (each.contains(path)) {
                return true;
            }
        }
        return CorsUtils.isPreFlightRequest(request);
    }
}

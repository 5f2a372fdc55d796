package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.WaitGroupClosedException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * Makes each request of a reactive server a task of a group until it is over, and answers with 503 once the group takes no
 * more.
 *
 * <p>A request is over when its handler has completed, with it the body of the response, or has failed, or when its client has
 * gone.
 */
final class HttpTrackingWebFilter implements WebFilter, Ordered {

    private static final String ATTRIBUTE = HttpTrackingWebFilter.class.getName();

    private final Group group;
    private final HttpClosing closing;
    private final Refusal refusal;
    private final List<ExemptPaths> exempt;
    private final ApplicationContext context;

    HttpTrackingWebFilter(
            Group group, HttpClosing closing, Refusal refusal, List<ExemptPaths> exempt, ApplicationContext context) {
        this.group = group;
        this.closing = closing;
        this.refusal = refusal;
        this.exempt = List.copyOf(exempt);
        this.context = context;
    }

    @Override
    public int getOrder() {
        return HttpTrackingAutoConfiguration.ORDER;
    }

    /** The place among the tasks of the group that a request has, if it is tracked. */
    static @Nullable Membership of(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE);
    }

    static String name(ServerHttpRequest request, String path) {
        return RequestName.of(request.getMethod().name(), path);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return isTracked(exchange) ? Mono.defer(() -> admit(exchange, chain)) : chain.filter(exchange);
    }

    private Mono<Void> admit(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        ServerHttpResponse response = exchange.getResponse();
        Membership membership;
        try {
            membership = group.join(name(request, request.getPath().value()));
        } catch (WaitGroupClosedException stopping) {
            closeConnection(response);
            return refuse(response);
        }
        if (closing.hasBegun() && !isWebSocket(request)) {
            closeConnection(response);
        }
        exchange.getAttributes().put(ATTRIBUTE, membership);
        return Mono.defer(() -> chain.filter(exchange)).doFinally(signal -> end(membership, signal));
    }

    private static void end(Membership membership, SignalType signal) {
        if (signal == SignalType.ON_ERROR) {
            membership.fail();
        } else {
            membership.close();
        }
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
        String path = request.getPath().pathWithinApplication().value();
        for (ExemptPaths each : exempt) {
            if (each.contains(path)) {
                return true;
            }
        }
        return false;
    }
}

package io.github.waitgroup.spring.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Renames a tracked request to the pattern of its handler, as soon as that is known, and tracks the sessions of
 * WebSockets.
 */
final class ReactiveHandlers implements HandlerMapping, Ordered {

    /*
     * WebFlux has no hook between the choice of a handler and its call. So this comes before all other mappings, asks
     * them in their order as the dispatcher would, and renames the request before it returns the handler. The handler
     * of a WebSocket is wrapped on the way.
     */

    private final ObjectProvider<DispatcherHandler> dispatcher;
    private final RequestGate gate;

    /** Null before the first request: the dispatcher is created with its mappings, and so after this. */
    private volatile @Nullable List<HandlerMapping> others;

    ReactiveHandlers(ObjectProvider<DispatcherHandler> dispatcher, RequestGate gate) {
        this.dispatcher = dispatcher;
        this.gate = gate;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Object> getHandler(ServerWebExchange exchange) {
        ReactiveTrackedExchange tracked = ReactiveTrackedExchange.of(exchange);
        if (tracked == null) {
            return Mono.empty();
        }
        return Flux.fromIterable(others())
                .concatMap(mapping -> mapping.getHandler(exchange))
                .next()
                .map(handler -> follow(tracked, exchange, handler));
    }

    private Object follow(ReactiveTrackedExchange tracked, ServerWebExchange exchange, Object handler) {
        Object pattern = exchange.getAttribute(BEST_MATCHING_PATTERN_ATTRIBUTE);
        ServerHttpRequest request = exchange.getRequest();
        String path = pattern == null ? request.getPath().value() : pattern.toString();
        tracked.rename(RequestName.of(request.getMethod().name(), path));
        return handler instanceof WebSocketHandler socket
                ? new ReactiveTrackedWebSocket(socket, RequestName.of(RequestName.WEB_SOCKET, path), tracked, gate)
                : handler;
    }

    private List<HandlerMapping> others() {
        List<HandlerMapping> known = others;
        if (known == null) {
            known = find();
            others = known;
        }
        return known;
    }

    private List<HandlerMapping> find() {
        DispatcherHandler unique = dispatcher.getIfUnique();
        List<HandlerMapping> all = unique == null ? null : unique.getHandlerMappings();
        return all == null
                ? List.of()
                : all.stream().filter(mapping -> mapping != this).toList();
    }
}

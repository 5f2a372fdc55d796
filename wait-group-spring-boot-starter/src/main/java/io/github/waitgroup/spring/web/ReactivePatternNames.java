package io.github.waitgroup.spring.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Names a tracked request after the pattern of its handler, as soon as that is known. */
final class ReactivePatternNames implements HandlerMapping, Ordered {

    /*
     * WebFlux has nothing between the choice of a handler and its call. So this comes before all other mappings, asks them in
     * their order as the dispatcher would, and gives the name before it gives the handler.
     */

    private final ObjectProvider<DispatcherHandler> dispatcher;

    /** Null before the first request: the dispatcher is created with its mappings, and so after this. */
    private volatile @Nullable List<HandlerMapping> others;

    ReactivePatternNames(ObjectProvider<DispatcherHandler> dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Object> getHandler(ServerWebExchange exchange) {
        TrackedExchange tracked = TrackedExchange.of(exchange);
        if (tracked == null) {
            return Mono.empty();
        }
        return Flux.fromIterable(others())
                .concatMap(mapping -> mapping.getHandler(exchange))
                .next()
                .doOnNext(handler -> name(tracked, exchange));
    }

    private static void name(TrackedExchange tracked, ServerWebExchange exchange) {
        Object pattern = exchange.getAttribute(BEST_MATCHING_PATTERN_ATTRIBUTE);
        if (pattern != null) {
            tracked.matches(exchange.getRequest(), pattern.toString());
        }
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

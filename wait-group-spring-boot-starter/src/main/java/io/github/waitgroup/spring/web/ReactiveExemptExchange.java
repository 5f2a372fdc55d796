package io.github.waitgroup.spring.web;

import io.github.waitgroup.StopChannel;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** An exempt request of WebFlux, from the filter until its chain has ended. */
final class ReactiveExemptExchange {

    private static final String ATTRIBUTE = ReactiveExemptExchange.class.getName();

    private volatile @Nullable FollowingChannel stop;
    private volatile boolean isOver;

    private ReactiveExemptExchange() {}

    static Mono<Void> handle(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.defer(() -> {
            ReactiveExemptExchange exempt = new ReactiveExemptExchange();
            exchange.getAttributes().put(ATTRIBUTE, exempt);
            return chain.filter(exchange).doFinally(end -> exempt.over());
        });
    }

    /** The exempt request of an exchange; null if the filter has not passed it on as exempt. */
    static @Nullable ReactiveExemptExchange of(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE);
    }

    /** The stop channel of the request, which follows another one. */
    StopChannel listen(StopChannel followed) {
        FollowingChannel known = stop;
        if (known == null) {
            known = new FollowingChannel(followed);
            stop = known;
            if (isOver) { // its client may go while its handler is called
                known.release();
            }
        }
        return known.channel();
    }

    private void over() {
        isOver = true;
        FollowingChannel known = stop;
        if (known != null) {
            known.release();
        }
    }
}

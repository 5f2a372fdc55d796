package io.github.waitgroup.spring.web;

import io.github.waitgroup.StopChannel;
import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.SyncHandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;

/** A resolver of stop channels as arguments of WebFlux handlers, whose requests become long-running ones. */
final class ReactiveStopChannelArgument implements SyncHandlerMethodArgumentResolver {

    private final RequestGate gate;

    ReactiveStopChannelArgument(RequestGate gate) {
        this.gate = gate;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == StopChannel.class;
    }

    /**
     * A channel of its own for a tracked request; one that follows the group's for an exempt request; the group's for a
     * request that has not passed the filter.
     */
    @Override
    public StopChannel resolveArgumentValue(
            MethodParameter parameter, BindingContext binding, ServerWebExchange exchange) {
        ReactiveTrackedExchange tracked = ReactiveTrackedExchange.of(exchange);
        if (tracked != null) {
            return gate.longRunning().listen(tracked);
        }
        ReactiveExemptExchange exempt = ReactiveExemptExchange.of(exchange);
        return exempt == null ? gate.stopChannel() : exempt.listen(gate.stopChannel());
    }
}

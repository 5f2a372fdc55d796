package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.SyncHandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;

/** The stop channel as an argument of a handler of WebFlux, whose request is a long-running one by that. */
final class ReactiveStopChannelArgument implements SyncHandlerMethodArgumentResolver {

    private final Group group;
    private final LongRunningRequests longRunning;

    ReactiveStopChannelArgument(Group group, LongRunningRequests longRunning) {
        this.group = group;
        this.longRunning = longRunning;
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
            return longRunning.listen(tracked);
        }
        ReactiveExemptExchange exempt = ReactiveExemptExchange.of(exchange);
        return exempt == null ? group.stopChannel() : exempt.listen(group.stopChannel());
    }
}

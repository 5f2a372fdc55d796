package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.SyncHandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;

/** Gives the handler of a long-running request the channel that tells it when to stop. */
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
     * For a request that is exempt from tracking, a channel that follows the one of the group; for one that has not
     * passed the filter, that of the group itself.
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

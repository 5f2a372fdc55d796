package io.github.waitgroup.spring.web;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Membership;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A request of WebFlux in flight, from the filter until its chain has ended. */
final class ReactiveTrackedExchange extends EndableExchange {

    private static final String ATTRIBUTE = ReactiveTrackedExchange.class.getName();

    /*
     * WebFlux answers an error that names a status outside of the filter, Spring MVC within it. So such an error
     * reaches this filter as an error, and the request still counts as answered, as it does in Spring MVC.
     */

    private final Membership membership;
    private final ServerHttpResponse response;
    private final Sinks.Empty<Void> completed = Sinks.empty();
    private final Sinks.Empty<Void> cancelled = Sinks.empty();

    private volatile boolean failed;

    ReactiveTrackedExchange(Membership membership, ServerWebExchange exchange) {
        this.membership = membership;
        this.response = exchange.getResponse();
        exchange.getAttributes().put(ATTRIBUTE, this);
    }

    /** The tracked request of an exchange; null if it is not tracked. */
    static @Nullable ReactiveTrackedExchange of(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE);
    }

    void rename(String name) {
        membership.rename(name);
    }

    /**
     * Enrols a session that outlasts the request: as follow-up work of the request while that is in flight. Null if
     * refused.
     */
    @Nullable
    Membership enrol(String session, RequestGate gate) {
        try {
            return membership
                    .call(() -> Optional.ofNullable(gate.enrol(session)))
                    .orElse(null);
        } catch (IllegalStateException over) {
            return gate.enrol(session);
        }
    }

    @Override
    protected ActiveTask task() {
        return membership.task();
    }

    /** Ends the body of the response as if there were no more of it. A body that begins later ends at once. */
    @Override
    protected void complete() {
        completed.tryEmitEmpty();
    }

    /** Cancels the handler. */
    @Override
    protected void cancel() {
        cancelled.tryEmitEmpty();
    }

    /** A body of the response that ends when the request is completed. */
    <T> Flux<T> untilCompleted(Flux<T> body) {
        return body.takeUntilOther(completed.asMono());
    }

    /**
     * The handling of the request, at whose end the request leaves the group.
     *
     * @param handled the handling by the chain
     * @param unanswered the answer if the handling was cancelled from outside
     */
    Mono<Void> handle(Mono<Void> handled, Mono<Void> unanswered) {
        Mono<Boolean> handledItself = handled.thenReturn(true);
        return Mono.firstWithSignal(handledItself, cancelled.asMono().thenReturn(false))
                .flatMap(whether -> whether ? Mono.<Void>empty() : unanswered)
                .doOnError(error -> failed = !isAnswer(error))
                .doFinally(end -> ended(membership, failed));
    }

    /** Whether an error names the status of its answer, and the answer can still be sent. */
    private boolean isAnswer(Throwable error) {
        boolean namesStatus = error instanceof ErrorResponse
                || AnnotatedElementUtils.hasAnnotation(error.getClass(), ResponseStatus.class);
        return namesStatus && !response.isCommitted();
    }
}

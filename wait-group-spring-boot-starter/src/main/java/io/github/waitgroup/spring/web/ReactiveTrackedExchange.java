package io.github.waitgroup.spring.web;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A request of WebFlux in flight: from the filter until its chain has ended. */
final class ReactiveTrackedExchange extends InFlight {

    private static final String ATTRIBUTE = ReactiveTrackedExchange.class.getName();

    /*
     * An error that WebFlux answers with the status that it names reaches the filter as an error all the same: what answers it lies
     * outside. Spring MVC answers it within, so there it is a request that has been answered.
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

    /** The one that an exchange is, if it is tracked. */
    static @Nullable ReactiveTrackedExchange of(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE);
    }

    void rename(String name) {
        membership.rename(name);
    }

    /** Has something join that goes on where the request ends: as a part of that, as long as it is in flight. */
    Membership followedBy(Supplier<Membership> join) {
        List<Membership> joined = new ArrayList<>(1);
        try {
            membership.run(() -> joined.add(join.get()));
            return joined.get(0);
        } catch (IllegalStateException over) {
            return join.get();
        }
    }

    @Override
    ActiveTask task() {
        return membership.task();
    }

    /** Ends the body of the response as if there were no more of it; what has not begun by then ends as it begins. */
    @Override
    void complete() {
        completed.tryEmitEmpty();
    }

    /** Cancels the handler. */
    @Override
    void cancel() {
        cancelled.tryEmitEmpty();
    }

    /** The body of a response that is to end when the request is told to. */
    <T> Flux<T> untilCompleted(Flux<T> body) {
        return body.takeUntilOther(completed.asMono());
    }

    /**
     * The handling of the request, as a part of which it leaves the group.
     *
     * @param handled what handles it
     * @param unanswered what follows if that was cancelled from outside
     */
    Mono<Void> handle(Mono<Void> handled, Mono<Void> unanswered) {
        Mono<Boolean> handledItself = handled.thenReturn(true);
        return Mono.firstWithSignal(handledItself, cancelled.asMono().thenReturn(false))
                .flatMap(whether -> whether ? Mono.<Void>empty() : unanswered)
                .doOnError(error -> failed = !isAnswer(error))
                .doFinally(end -> ended(membership, failed));
    }

    /** Whether an error says with which status it is to be answered, and that can still be done. */
    private boolean isAnswer(Throwable error) {
        boolean saysHow = error instanceof ErrorResponse
                || AnnotatedElementUtils.hasAnnotation(error.getClass(), ResponseStatus.class);
        return saysHow && !response.isCommitted();
    }
}

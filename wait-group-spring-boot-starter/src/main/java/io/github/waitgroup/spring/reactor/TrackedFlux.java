package io.github.waitgroup.spring.reactor;

import io.github.waitgroup.Group;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/** A {@link Flux} whose subscriptions are tasks. */
final class TrackedFlux<T> extends FluxOperator<T, T> {

    private final Group group;
    private final String taskName;

    TrackedFlux(Flux<T> source, Group group, String taskName) {
        super(source);
        this.group = group;
        this.taskName = taskName;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        TrackedSubscriber.subscribe(source, actual, group, taskName);
    }
}

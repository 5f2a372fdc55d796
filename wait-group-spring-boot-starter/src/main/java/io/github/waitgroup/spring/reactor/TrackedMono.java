package io.github.waitgroup.spring.reactor;

import io.github.waitgroup.Group;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/** A {@link Mono} whose subscriptions are tasks. */
final class TrackedMono<T> extends MonoOperator<T, T> {

    private final Group group;
    private final String taskName;

    TrackedMono(Mono<T> source, Group group, String taskName) {
        super(source);
        this.group = group;
        this.taskName = taskName;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        TrackedSubscriber.subscribe(source, actual, group, taskName);
    }
}

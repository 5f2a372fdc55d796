package io.github.waitgroup.spring.reactor;

import static java.util.Objects.requireNonNull;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.WaitGroupClosedException;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reactive chains as tasks of a group, each subscription from its begin to its end. No thread waits for it:
 *
 * <pre>{@code
 * Mono.fromCompletionStage(() -> client.send(order))
 *         .transform(Tracked.in(ordersGroup, "mail-42"))
 *         .subscribe(); // the application does not end before the mail is sent
 * }</pre>
 *
 * <ul>
 *   <li>A subscription joins the group as {@link Group#enrol} does. If the group refuses it, the subscriber gets the
 *       {@link WaitGroupClosedException} as its error, and the chain has not run.
 *   <li>It has completed if the chain does, and has failed if that ends with an error or is cancelled.
 *   <li>One that can neither end nor be cancelled, because nothing refers to it any more, ends as {@linkplain
 *       Membership#endWithOwner leaked}.
 *   <li>What follows the operator in the chain runs as a part of the task. What comes before it does, where it runs
 *       while it is subscribed to or asked for more. In threads to which it hops it is in flight if Micrometer's
 *       context propagation carries the task there, with {@code spring.reactor.context-propagation=auto} for example.
 *   <li>The Reactor context is that of the subscriber, with the task. Operators are not fused across this one.
 * </ul>
 */
public final class Tracked {

    private Tracked() {}

    /**
     * The operator that makes each subscription to a {@link Mono} or {@link Flux} a task of a group.
     *
     * @param <T> the type of the elements
     * @param group the group
     * @param taskName the name of the tasks
     * @return the operator, for {@link Mono#transform} or {@link Flux#transform}
     */
    public static <T> Function<Publisher<T>, Publisher<T>> in(Group group, String taskName) {
        requireNonNull(group, "group");
        requireNonNull(taskName, "taskName");
        return source -> source instanceof Mono<T> mono
                ? new TrackedMono<>(mono, group, taskName)
                : new TrackedFlux<>(Flux.from(source), group, taskName);
    }
}

package io.github.waitgroup.spring.reactor;

import io.github.waitgroup.Group;
import io.github.waitgroup.InFlight;
import io.github.waitgroup.Membership;
import io.github.waitgroup.Membership.Part;
import io.github.waitgroup.WaitGroupClosedException;
import io.github.waitgroup.spring.observation.InFlightAccessor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** A subscription as a task. It passes all signals on, each as a part of the task. */
final class TrackedSubscriber<T> implements CoreSubscriber<T>, Subscription, Scannable {

    /*
     * The last signal is a part of the task, too: what it starts is follow-up work. Signals that come after the end, as
     * they may when a subscription is cancelled, are passed on outside of it.
     */

    private final CoreSubscriber<? super T> actual;
    private final Membership membership;
    private final Context context;

    /** Set once, by the first signal of the source. */
    private volatile @Nullable Subscription upstream;

    private TrackedSubscriber(CoreSubscriber<? super T> actual, Membership membership) {
        this.actual = actual;
        this.membership = membership;
        this.context = withTask(actual.currentContext());
    }

    /** With the task for Micrometer's context propagation, if there is any: it carries it to where the source hops. */
    private Context withTask(Context subscribers) {
        Part part = membership.enter();
        try {
            InFlight inFlight = InFlight.current();
            return inFlight == null ? subscribers : subscribers.put(InFlightAccessor.KEY, inFlight);
        } finally {
            part.close();
        }
    }

    /** Subscribes to the source, unless the group refuses the task. */
    static <T> void subscribe(
            Publisher<? extends T> source, CoreSubscriber<? super T> actual, Group group, String taskName) {
        Membership membership;
        try {
            membership = group.enrol(taskName);
        } catch (WaitGroupClosedException refused) {
            Operators.error(actual, refused);
            return;
        }
        boolean subscribed = false;
        try {
            TrackedSubscriber<T> tracked = new TrackedSubscriber<>(actual, membership);
            membership.endWithOwner(tracked);
            tracked.run(() -> source.subscribe(tracked));
            subscribed = true;
        } finally {
            if (!subscribed) {
                membership.fail();
            }
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(upstream, subscription)) {
            upstream = subscription;
            run(() -> actual.onSubscribe(this));
        }
    }

    @Override
    public void onNext(T element) {
        run(() -> actual.onNext(element));
    }

    @Override
    public void onError(Throwable failure) {
        try {
            run(() -> actual.onError(failure));
        } finally {
            membership.fail();
        }
    }

    @Override
    public void onComplete() {
        try {
            run(actual::onComplete);
        } finally {
            membership.close();
        }
    }

    @Override
    public void request(long count) {
        Subscription source = upstream;
        if (source != null) {
            run(() -> source.request(count));
        }
    }

    @Override
    public void cancel() {
        Subscription source = upstream;
        if (source != null) {
            try {
                run(source::cancel);
            } finally {
                membership.fail();
            }
        }
    }

    private void run(Runnable signal) {
        Part part = enter();
        try {
            signal.run();
        } finally {
            if (part != null) {
                part.close();
            }
        }
    }

    /** Null if the task has ended. */
    private @Nullable Part enter() {
        try {
            return membership.enter();
        } catch (IllegalStateException ended) {
            return null;
        }
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    @SuppressWarnings("rawtypes") // as it is declared
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return upstream;
        }
        if (key == Attr.ACTUAL) {
            return actual;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
    }
}

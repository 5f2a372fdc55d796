package io.github.waitgroup.sample.informer;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what is pending in an outbox to every listener, at least once: client-go's {@code sharedIndexInformer}.
 *
 * <p>The heart of it is the order in which {@link #run} stops: the reflector ends first; strictly after that the
 * processor is stopped, which lets each listener finish the call that it is in; and {@code run} returns when all
 * have ended. What was not delivered is still in the outbox, for the next run: unlike in client-go, an informer may be
 * run again.
 *
 * @param <T> the type of the objects
 */
public final class SharedInformer<T> {

    private static final Logger log = LoggerFactory.getLogger(SharedInformer.class);

    private final Outbox<T> outbox;
    private final List<Listener<T>> listeners;
    private final InformerProperties properties;
    private final UnaryOperator<T> copier;
    private final BiConsumer<T, T> onMutation;

    private final Signal changed = new Signal();
    private final AtomicReference<@Nullable StopChannel> current = new AtomicReference<>();

    /**
     * Creates an informer.
     *
     * @param outbox where the objects are
     * @param listeners who gets them
     * @param copier makes a copy that shares nothing mutable with the object, for the mutation detector
     * @param properties how to work
     */
    public SharedInformer(
            Outbox<T> outbox, List<Listener<T>> listeners, UnaryOperator<T> copier, InformerProperties properties) {
        this(outbox, listeners, copier, properties, SharedInformer::report);
    }

    SharedInformer(
            Outbox<T> outbox,
            List<Listener<T>> listeners,
            UnaryOperator<T> copier,
            InformerProperties properties,
            BiConsumer<T, T> onMutation) {
        this.outbox = outbox;
        this.listeners = List.copyOf(listeners);
        this.properties = properties;
        this.copier = copier;
        this.onMutation = onMutation;
    }

    /** Says that the outbox has something new. Never blocks; may be called at any time. */
    public void changed() {
        changed.raise();
    }

    /**
     * Delivers until it is stopped, and returns when everything that it started has ended. An interrupt does not end it
     * any earlier, but is passed on to the listeners.
     *
     * @param stop closed when it is time to stop
     * @throws IllegalStateException if it is running and was not signalled
     */
    public void run(StopChannel stop) {
        StopChannel previous = current.get();
        if ((previous != null && !previous.isClosed()) || !current.compareAndSet(previous, stop)) {
            throw new IllegalStateException("the informer is running already; stop it first");
        }
        try {
            reflectAndProcess(stop);
        } finally {
            current.compareAndSet(stop, null);
        }
    }

    private void reflectAndProcess(StopChannel stop) {
        List<ProcessorListener<T>> processorListeners = listeners.stream()
                .map(listener -> new ProcessorListener<>(listener, outbox, properties, changed::raise))
                .toList();
        SharedProcessor<T> processor = new SharedProcessor<>(processorListeners);
        MutationDetector<T> detector = new MutationDetector<>(copier, onMutation, properties.mutationCheck());
        Reflector<T> reflector = new Reflector<>(outbox, processorListeners, detector, changed, properties);

        CloseableStopChannel processorStop =
                new CloseableStopChannel(); // not `stop`: the processor stops strictly after the reflector
        Group group = InnerGroups.create("informer");
        try {
            group.startWithChannel("mutation-detector", processorStop, detector::run);
            group.startWithChannel("processor", processorStop, processor::run);
            reflector.run(stop);
        } finally {
            processorStop.close();
            InnerGroups.join(group, report -> {}); // the processor logs where its listeners are
        }
    }

    private static void report(Object copy, Object object) {
        log.error("A listener has changed an object that it shares with others: {} was handed out as {}", object, copy);
    }
}

package io.github.waitgroup.sample.informer;

import io.github.waitgroup.StopChannel;
import io.github.waitgroup.sample.problem.Reason;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists what is pending, adds it to the listeners, and waits for news: client-go's controller and reflector in one
 * loop.
 *
 * <p>It lists for a listener only if that has room, so a slow listener neither fills the memory nor holds up the
 * others.
 *
 * @param <T> the type of the objects
 */
final class Reflector<T> {

    private static final Logger log = LoggerFactory.getLogger(Reflector.class);

    private final Outbox<T> outbox;
    private final List<ProcessorListener<T>> listeners;
    private final MutationDetector<T> detector;
    private final Signal changed;
    private final InformerProperties properties;

    /** What the listeners hold, so that all get the same object. Touched by the reflector's thread only. */
    private final Map<Long, T> store = new HashMap<>();

    Reflector(
            Outbox<T> outbox,
            List<ProcessorListener<T>> listeners,
            MutationDetector<T> detector,
            Signal changed,
            InformerProperties properties) {
        this.outbox = outbox;
        this.listeners = listeners;
        this.detector = detector;
        this.changed = changed;
        this.properties = properties;
    }

    void run(StopChannel stop) {
        StopChannel.Registration wakeUp = stop.onClose(changed::raise);
        try {
            while (!stop.isClosed()) {
                if (listAll()) {
                    changed.await(properties.resync());
                } else {
                    stop.await(properties.retryPause());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            wakeUp.cancel();
        }
    }

    private boolean listAll() {
        try {
            forgetWhatNobodyHolds();
            listeners.stream().filter(ProcessorListener::hasRoom).forEach(this::list);
            return true;
        } catch (RuntimeException failure) {
            log.warn("Cannot list what is pending, next try in {}: {}", properties.retryPause(), Reason.of(failure));
            log.debug("Where it failed", failure);
            return false;
        }
    }

    private void list(ProcessorListener<T> listener) {
        // Before the listing: what is delivered meanwhile may still be listed, and is known here. Only this thread
        // adds.
        Set<Long> held = listener.held();
        List<Pending<T>> listed = outbox.pending(listener.name(), properties.window());
        List<Pending<T>> added = listed.stream()
                .filter(item -> !held.contains(item.key()))
                .map(this::shared)
                .toList();
        listener.add(added, listed.size() == properties.window());
    }

    private Pending<T> shared(Pending<T> item) {
        T object = store.computeIfAbsent(item.key(), key -> {
            detector.capture(item.object());
            return item.object();
        });
        return new Pending<>(item.key(), object, item.failures());
    }

    private void forgetWhatNobodyHolds() {
        Set<Long> held = new HashSet<>();
        listeners.forEach(listener -> held.addAll(listener.held()));
        store.keySet().retainAll(held);
    }
}

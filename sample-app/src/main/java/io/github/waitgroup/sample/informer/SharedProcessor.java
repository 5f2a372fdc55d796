package io.github.waitgroup.sample.informer;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the listeners: client-go's {@code sharedProcessor}. When stopped it closes the input of each and waits until
 * every {@code pop} and {@code run} has ended.
 *
 * @param <T> the type of the objects
 */
final class SharedProcessor<T> {

    private static final Logger log = LoggerFactory.getLogger(SharedProcessor.class);

    private final List<ProcessorListener<T>> listeners;

    SharedProcessor(List<ProcessorListener<T>> listeners) {
        this.listeners = listeners;
    }

    void run(StopChannel stop) {
        Group group = InnerGroups.create("listeners");
        try {
            for (ProcessorListener<T> listener : listeners) {
                group.start(listener.name() + "-pop", listener::pop); // first: its end ends run
                group.start(listener.name() + "-run", listener::run);
            }
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            listeners.forEach(ProcessorListener::close);
            InnerGroups.join(group, report -> log.warn("Interrupted what was still running: {}", report));
        }
    }
}

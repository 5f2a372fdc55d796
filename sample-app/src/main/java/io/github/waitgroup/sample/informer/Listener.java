package io.github.waitgroup.sample.informer;

/**
 * Gets every object at least once: client-go's {@code ResourceEventHandler}.
 *
 * @param <T> the type of the objects
 */
public interface Listener<T> {

    /**
     * The name under which the outbox keeps what this listener has still to get. Must not change.
     *
     * @return a unique name
     */
    String name();

    /**
     * Does the listener's work for one object. One call at a time; a stop waits for it. The object is shared with the
     * other listeners and must not be changed.
     *
     * @param object what to work on
     * @throws Exception if the work is not done; the object comes again, after a pause
     */
    void handle(T object) throws Exception;
}

package io.github.waitgroup.sample.informer;

import java.util.List;

/**
 * Keeps durably which listener has still to get which object: takes the place of client-go's {@code ListerWatcher}. All
 * methods may throw; the informer tries again.
 *
 * @param <T> the type of the objects
 */
public interface Outbox<T> {

    /**
     * Lists what a listener has still to get.
     *
     * @param listener the name of the listener
     * @param limit how many to list at most
     * @return those with the lowest keys, in the order of their keys
     */
    List<Pending<T>> pending(String listener, int limit);

    /**
     * Records that a listener has done its work; the object is not pending for it from now on.
     *
     * @param listener the name of the listener
     * @param key the object's key
     * @param attempt which attempt it was, from 1
     */
    void delivered(String listener, long key, int attempt);

    /**
     * Records that a listener has failed; the object stays pending for it.
     *
     * @param listener the name of the listener
     * @param key the object's key
     */
    void failed(String listener, long key);
}

package io.github.waitgroup.sample.informer;

/**
 * An object that a listener has still to get.
 *
 * @param key the object's key
 * @param object the object
 * @param failures how often the listener has failed on it
 * @param <T> the type of the object
 */
public record Pending<T>(long key, T object, int failures) {

    Pending<T> failedOnceMore() {
        return new Pending<>(key, object, failures + 1);
    }
}

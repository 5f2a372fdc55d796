package io.github.waitgroup;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Callable} that may throw anything: the body of a task that returns a value.
 *
 * @param <T> the type of the value
 * @param <X> the type of what it throws; inferred for a lambda, {@link RuntimeException} if that throws nothing checked
 */
@FunctionalInterface
public interface ThrowingCallable<T extends @Nullable Object, X extends Throwable> {

    /**
     * Runs the body.
     *
     * @return the value
     * @throws X as the body says
     */
    T call() throws X;
}

package io.github.waitgroup;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Callable} that may throw anything: the body of a task that returns a value.
 *
 * @param <T> the type of the value
 * @param <X> the type of the exception. The compiler infers it: {@link RuntimeException} for a body that throws no
 *     checked one, and a common supertype for a body that throws several
 */
@FunctionalInterface
public interface ThrowingCallable<T extends @Nullable Object, X extends Throwable> {

    /**
     * Runs the body.
     *
     * @return the value
     * @throws X if the body throws it
     */
    T call() throws X;
}

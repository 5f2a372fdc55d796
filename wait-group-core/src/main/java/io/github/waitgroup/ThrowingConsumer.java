package io.github.waitgroup;

import java.util.function.Consumer;

/**
 * A {@link Consumer} that may throw anything: the body of a task that is handed a stop channel or a context.
 *
 * @param <A> the type of the argument
 * @param <X> the type of the exception
 */
@FunctionalInterface
public interface ThrowingConsumer<A, X extends Throwable> {

    /**
     * Runs the body.
     *
     * @param argument the stop channel or the context
     * @throws X if the body throws it
     */
    void accept(A argument) throws X;
}

package io.github.waitgroup;

/**
 * A {@link Runnable} that may throw anything: the body of a task. A variable of type {@code Runnable} becomes one as
 * {@code runnable::run}.
 *
 * @param <X> the type of what it throws; inferred for a lambda, {@link RuntimeException} if that throws nothing checked
 */
@FunctionalInterface
public interface ThrowingRunnable<X extends Throwable> {

    /**
     * Runs the body.
     *
     * @throws X as the body says
     */
    void run() throws X;
}

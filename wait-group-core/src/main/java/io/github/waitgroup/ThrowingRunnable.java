package io.github.waitgroup;

/**
 * A {@link Runnable} that may throw anything: the body of a task. A variable of type {@code Runnable} becomes one as
 * {@code runnable::run}.
 *
 * @param <X> the type of the exception. The compiler infers it: {@link RuntimeException} for a body that throws no
 *     checked one, and a common supertype for a body that throws several
 */
@FunctionalInterface
public interface ThrowingRunnable<X extends Throwable> {

    /**
     * Runs the body.
     *
     * @throws X if the body throws it
     */
    void run() throws X;
}

package io.github.waitgroup;

import java.util.concurrent.RejectedExecutionException;

/**
 * Thrown when a new member is refused because the wait for the members has begun.
 *
 * <p>It is a {@link RejectedExecutionException}, so that {@code group::start} keeps the contract of
 * {@link java.util.concurrent.Executor#execute}.
 */
public final class WaitGroupClosedException extends RejectedExecutionException {

    private static final long serialVersionUID = 1L;

    WaitGroupClosedException(String message) {
        super(message);
    }
}

package io.github.waitgroup;

import java.util.concurrent.RejectedExecutionException;

/**
 * Thrown when a new member is refused: by a {@link SafeWaitGroup} once a wait for its members has begun, and by a
 * {@link Group} once a stop of it has begun.
 *
 * <p>It is a {@link RejectedExecutionException}, so that an {@link java.util.concurrent.Executor} that starts tasks of
 * a group keeps the contract of {@code execute}.
 */
public final class WaitGroupClosedException extends RejectedExecutionException {

    private static final long serialVersionUID = 1L;

    WaitGroupClosedException(String message) {
        super(message);
    }
}

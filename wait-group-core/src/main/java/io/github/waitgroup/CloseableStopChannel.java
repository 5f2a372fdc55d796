package io.github.waitgroup;

/**
 * A {@link StopChannel} that its owner can close. Whoever receives it as a {@code StopChannel} can look at it, wait for
 * it and register actions, but not close it.
 *
 * <pre>{@code
 * try (CloseableStopChannel stop = new CloseableStopChannel()) {
 *     group.startWithChannel("poller", stop, channel -> pollUntil(channel));
 *     serve();
 * } // signals the poller
 * }</pre>
 *
 * <p>Origin: a {@code chan struct{}} of Go, which is handed over as a {@code <-chan struct{}}.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class CloseableStopChannel extends StopChannel implements AutoCloseable {

    /** Creates an open channel. */
    public CloseableStopChannel() {}

    /**
     * Closes the channel: releases all who wait and starts all registered actions. Idempotent; any thread may do so.
     *
     * <p>Does not wait for the actions to end.
     *
     * @throws StackOverflowError if the stack has no room left; the channel is as it was before
     */
    @Override
    public void close() {
        signal();
    }
}

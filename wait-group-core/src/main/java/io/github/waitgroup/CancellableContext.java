package io.github.waitgroup;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Context} that its owner can cancel. Whoever receives it as a {@code Context} can look at it and derive
 * others from it, but not cancel it.
 *
 * <p>A context with a deadline holds a timer, and one with a parent a place in that parent, until it is done. So close
 * it when the work is over:
 *
 * <pre>{@code
 * try (CancellableContext request = parent.withTimeout(Duration.ofSeconds(2))) {
 *     lookUp(request);
 * }
 * }</pre>
 *
 * <p>Origin: a {@code context.Context} of Go together with its {@code CancelCauseFunc}; {@link #close()} is the
 * deferred call of that.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class CancellableContext extends Context implements AutoCloseable {

    static {
        rehearse();
    }

    CancellableContext(@Nullable Instant deadline, long end, @Nullable AtomicReference<@Nullable Instant> announced) {
        super(new StopChannel(), deadline, end, announced);
    }

    /**
     * Cancels this context and all that derive from it, with a {@link CancellationException} as the cause. Idempotent;
     * has no effect on a context that is done.
     *
     * @throws StackOverflowError if the stack has no room left; the context is as it was before
     */
    public void cancel() {
        cancel(null);
    }

    /**
     * Cancels this context and all that derive from it. Idempotent; has no effect on a context that is done.
     *
     * @param cause why; null stands for a {@link CancellationException}
     * @throws StackOverflowError if the stack has no room left; the context is as it was before
     */
    public void cancel(@Nullable Throwable cause) {
        end(cause);
    }

    /** Does the same as {@link #cancel()}. */
    @Override
    public void close() {
        cancel();
    }

    /** A root that a group cancels, and nobody else can, and whose deadline becomes known later. */
    static Context ofGroup() {
        return new Context(new StopChannel(), null, 0, new AtomicReference<>());
    }

    /** Goes through all that ends a context: the first time needs memory and stack. */
    private static void rehearse() {
        try {
            Context parent = ofGroup();
            Context child = parent.withCancel();
            parent.end(null);
            Context.background().withTimeout(Duration.ZERO).cancel(child.cause());
        } catch (OutOfMemoryError | StackOverflowError noRoom) {
            // it goes without
        }
    }
}

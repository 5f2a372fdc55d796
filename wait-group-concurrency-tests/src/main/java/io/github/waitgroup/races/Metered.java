package io.github.waitgroup.races;

import io.github.waitgroup.CancellableContext;
import io.github.waitgroup.Context;
import io.github.waitgroup.RateLimitedSafeWaitGroup;
import io.github.waitgroup.RateLimitedSafeWaitGroup.DrainCounts;
import io.github.waitgroup.RateLimitedSafeWaitGroup.DrainPolicy;
import io.github.waitgroup.RateLimiter;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Awaits of rate-limited groups as actors need them: {@link Patience} ends those that miss their wake-up. */
final class Metered {

    private static final CancellableContext STOPPED = Context.background().withTimeout(Duration.ZERO);

    private Metered() {}

    /** Closes the group, and does not wait. */
    static DrainCounts look(RateLimitedSafeWaitGroup group) {
        return await(group, stop -> {}, STOPPED);
    }

    /** Waits until the members have left. */
    static DrainCounts await(RateLimitedSafeWaitGroup group, RateLimiter limiter) {
        try (CancellableContext patience = Context.background().withTimeout(Patience.FOREVER)) {
            return await(group, limiter, patience);
        }
    }

    /** Waits until the members have left, or until {@code stop} is done. */
    static DrainCounts await(RateLimitedSafeWaitGroup group, RateLimiter limiter, CancellableContext stop) {
        try {
            return group.await(count -> new DrainPolicy(limiter, stop));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts actors", e);
        }
    }

    /** Whether the await was ended by something else than the end of all patience. */
    static boolean isWoken(DrainCounts counts) {
        return !(counts.stopCause() instanceof TimeoutException);
    }
}

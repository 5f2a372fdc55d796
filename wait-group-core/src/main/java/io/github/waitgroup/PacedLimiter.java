package io.github.waitgroup;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** One token for each interval, from now until a grace period ends; tokens that nobody takes are not saved up. */
final class PacedLimiter implements RateLimiter {

    private static final long SECOND = 1_000_000_000;

    private final long start = System.nanoTime();
    private final long grace;
    private final long interval;
    private final AtomicLong next = new AtomicLong();

    /** Paces {@code count} tokens so that they fit into {@code grace}, but not slower than {@code minPerSecond}. */
    PacedLimiter(int count, Duration grace, int minPerSecond) {
        this.grace = Math.max(0, Nanos.of(grace));
        long slowest = SECOND / minPerSecond;
        this.interval = count > 0 ? Math.min(slowest, this.grace / count) : slowest;
    }

    @Override
    public void await(Context stop) throws InterruptedException {
        stop.done().await(reserve(System.nanoTime() - start));
    }

    /**
     * Takes the next token.
     *
     * @param now nanoseconds since the start
     * @return the nanoseconds until the token is there; zero, and no token is taken, if that is after the grace period
     */
    long reserve(long now) {
        while (true) {
            long earliest = next.get();
            long token = Math.max(earliest, now);
            if (token > grace) {
                return 0;
            }
            if (next.compareAndSet(earliest, token + interval)) {
                return token - now;
            }
        }
    }
}

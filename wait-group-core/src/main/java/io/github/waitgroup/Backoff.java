package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Delays that grow from one round to the next.
 *
 * <p>A second at first, twice as long each time, half a minute at most, and each up to a tenth longer at random:
 *
 * <pre>{@code
 * Backoff backoff = new Backoff(Duration.ofSeconds(1), 2.0, 0.1, 10, Duration.ofSeconds(30));
 * }</pre>
 *
 * <p>Used by {@link Wait#backoffUntil}. It counts nothing itself: the caller knows the round.
 *
 * <p>Origin: {@code wait.Backoff} of Kubernetes' {@code k8s.io/apimachinery/pkg/util/wait}. Unlike there, it is a value
 * that many may share: {@link #delay(int)} takes the place of the {@code Step} that changes it, and no delay is longer
 * than the cap, not even the first.
 *
 * @param duration the delay of the first round, not negative
 * @param factor what each delay is multiplied with to get the next, not negative; 0 as well as 1 keeps it constant
 * @param jitter the greatest random extension of each delay, as a fraction of the delay; zero or less for none. It does
 *     not carry over to the next delay.
 * @param steps how many times the delay is multiplied before it stays as it is; zero or less keeps it constant
 * @param cap how long a delay is at most, before the jitter; zero or less for no limit
 */
public record Backoff(Duration duration, double factor, double jitter, int steps, Duration cap) {

    /**
     * Creates a policy.
     *
     * @param duration the delay of the first round, not negative
     * @param factor what each delay is multiplied with to get the next, not negative; 0 as well as 1 keeps it constant
     * @param jitter each delay becomes longer by up to this part of itself, at random; zero or less for none
     * @param steps how many times the delay is multiplied before it stays as it is; zero or less keeps it constant
     * @param cap how long a delay is at most, before the jitter; zero or less for no limit
     * @throws IllegalArgumentException if the duration or the factor is negative, or a number is not finite
     */
    public Backoff {
        requireNonNull(cap, "cap");
        if (duration.isNegative()) {
            throw new IllegalArgumentException("the duration must not be negative, but is " + duration);
        }
        if (!Double.isFinite(factor) || factor < 0) {
            throw new IllegalArgumentException("the factor must be finite and not negative, but is " + factor);
        }
        if (!Double.isFinite(jitter)) {
            throw new IllegalArgumentException("the jitter must be finite, but is " + jitter);
        }
    }

    /**
     * The delay after a round; two calls for the same round differ only in the jitter.
     *
     * @param round how many rounds were before this one: 0 for the first
     * @return the delay, not negative; what is longer than 292 years is 292 years
     * @throws IllegalArgumentException if {@code round} is negative
     */
    public Duration delay(int round) {
        return Duration.ofNanos(delayNanos(round));
    }

    long delayNanos(int round) {
        if (round < 0) {
            throw new IllegalArgumentException("the round must not be negative, but is " + round);
        }
        long grown = grow(Nanos.of(duration), Math.min(round, steps));
        long capped = cap.isZero() || cap.isNegative() ? grown : Math.min(grown, Nanos.of(cap));
        return Wait.jittered(capped, jitter);
    }

    private long grow(long nanos, int times) {
        if (times <= 0 || factor == 0) {
            return nanos;
        }
        return (long) (nanos * Math.pow(factor, times)); // too large becomes Long.MAX_VALUE, zero times infinity zero
    }
}

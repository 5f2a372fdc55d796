package io.github.waitgroup.spring.worker;

import io.github.waitgroup.Backoff;
import io.github.waitgroup.StopChannel;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Calls a method again, after a pause, when it has thrown.
 *
 * @param call the call
 * @param backoff the pauses
 * @param failures told of what a call throws
 */
record Restarting(Consumer<StopChannel> call, Backoff backoff, Failures failures) implements Consumer<StopChannel> {

    /** The longest pause, unless the first one is longer. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    static Restarting after(Duration first, double jitter, Consumer<StopChannel> call, Failures failures) {
        Duration cap = first.compareTo(LONGEST) > 0 ? first : LONGEST;
        return new Restarting(call, new Backoff(first, 2, jitter, Integer.MAX_VALUE, cap), failures);
    }

    @Override
    public void accept(StopChannel stop) {
        try {
            for (int round = 0; ; round++) {
                long start = System.nanoTime();
                if (returns(stop)) {
                    return;
                }
                round = round(round, Duration.ofNanos(System.nanoTime() - start));
                if (stop.await(backoff.delay(round))) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Which round of pauses follows a call that threw after others had. */
    int round(int throwsBefore, Duration lasted) {
        return lasted.compareTo(backoff.cap()) >= 0 ? 0 : throwsBefore;
    }

    private boolean returns(StopChannel stop) {
        try {
            call.accept(stop);
            return true;
        } catch (Throwable failure) {
            if (stop.isClosed()) {
                throw failure; // there is no further call, so the task has failed
            }
            failures.report(failure);
            return false;
        }
    }
}

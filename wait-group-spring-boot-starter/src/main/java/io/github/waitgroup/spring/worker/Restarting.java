package io.github.waitgroup.spring.worker;

import io.github.waitgroup.Backoff;
import io.github.waitgroup.Context;
import io.github.waitgroup.spring.Durations;
import java.time.Duration;

/**
 * Work that is one call, and another one after a pause if a call has thrown.
 *
 * @param call the call
 * @param backoff the pauses
 * @param failures reports what a call throws
 */
record Restarting(WorkerBody call, Backoff backoff, CallFailures failures) implements WorkerBody {

    /** The longest pause, unless the first one is longer. */
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    static Restarting after(Duration first, double jitter, WorkerBody call, CallFailures failures) {
        Duration cap = Durations.longer(first, MAX_PAUSE);
        return new Restarting(call, new Backoff(first, 2, jitter, Integer.MAX_VALUE, cap), failures);
    }

    @Override
    public void run(Context context) throws Throwable {
        try {
            for (int round = 0; ; round++) {
                long start = System.nanoTime();
                if (returns(context)) {
                    return;
                }
                round = round(round, Duration.ofNanos(System.nanoTime() - start));
                if (context.done().await(backoff.delay(round))) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The round of pauses that follows a call which threw after others had. */
    int round(int throwsBefore, Duration lasted) {
        return lasted.compareTo(backoff.cap()) >= 0 ? 0 : throwsBefore;
    }

    private boolean returns(Context context) throws Throwable {
        try {
            call.run(context);
            return true;
        } catch (Throwable failure) {
            if (context.isDone()) {
                throw failure; // there is no further call, so the task has failed
            }
            failures.report(failure);
            Thread.interrupted(); // an interrupt that the call has left behind is not meant for the pause
            return false;
        }
    }
}

package io.github.waitgroup.spring.worker;

import io.github.waitgroup.Backoff;
import io.github.waitgroup.Context;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Calls a method again, after a pause, when it has thrown.
 *
 * @param call the call
 * @param backoff the pauses
 * @param failures told of what a call throws
 */
record Restarting(Consumer<Context> call, Backoff backoff, Failures failures) implements Consumer<Context> {

    /** The longest pause, unless the first one is longer. */
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    static Restarting after(Duration first, double jitter, Consumer<Context> call, Failures failures) {
        Duration cap = first.compareTo(MAX_PAUSE) > 0 ? first : MAX_PAUSE;
        return new Restarting(call, new Backoff(first, 2, jitter, Integer.MAX_VALUE, cap), failures);
    }

    @Override
    public void accept(Context context) {
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

    /** Which round of pauses follows a call that threw after others had. */
    int round(int throwsBefore, Duration lasted) {
        return lasted.compareTo(backoff.cap()) >= 0 ? 0 : throwsBefore;
    }

    private boolean returns(Context context) {
        try {
            call.accept(context);
            return true;
        } catch (Throwable failure) {
            if (context.isDone()) {
                throw failure; // there is no further call, so the task has failed
            }
            failures.report(failure);
            Thread.interrupted(); // what the call may have left behind is not meant for the pause
            return false;
        }
    }
}

package io.github.waitgroup.spring.worker;

import io.github.waitgroup.Context;
import io.github.waitgroup.Wait;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Calls a method until it is told to stop, with a pause after each call.
 *
 * @param call the call
 * @param period the pause, at least
 * @param jitter by which part of itself each pause is longer, at most
 * @param failures told of what a call throws
 */
record Periodic(Consumer<Context> call, Duration period, double jitter, Failures failures)
        implements Consumer<Context> {

    @Override
    public void accept(Context context) {
        Wait.jitterUntil(context.done(), period, jitter, () -> callOnce(context));
    }

    private void callOnce(Context context) {
        try {
            call.accept(context);
        } catch (Throwable failure) {
            failures.report(failure);
        } finally {
            if (!context.done().isClosed()) {
                Thread.interrupted(); // what the call may have left behind is not meant for the pause
            }
        }
    }
}

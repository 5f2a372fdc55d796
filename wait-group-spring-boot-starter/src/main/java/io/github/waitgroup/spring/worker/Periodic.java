package io.github.waitgroup.spring.worker;

import io.github.waitgroup.StopChannel;
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
record Periodic(Consumer<StopChannel> call, Duration period, double jitter, Failures failures)
        implements Consumer<StopChannel> {

    @Override
    public void accept(StopChannel stop) {
        Wait.jitterUntil(stop, period, jitter, () -> callOnce(stop));
    }

    private void callOnce(StopChannel stop) {
        try {
            call.accept(stop);
        } catch (Throwable failure) {
            failures.report(failure);
        }
    }
}

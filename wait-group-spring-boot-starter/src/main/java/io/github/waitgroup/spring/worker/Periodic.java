package io.github.waitgroup.spring.worker;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Context;
import io.github.waitgroup.Wait;
import io.github.waitgroup.spring.WorkerCalls;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Calls a method until it is told to stop, with a pause after each call.
 *
 * @param call the call
 * @param period the pause, at least
 * @param jitter by which part of itself each pause is longer, at most
 * @param failures told of what a call throws
 * @param calls shows the calls that are under way
 */
record Periodic(Consumer<Context> call, Duration period, double jitter, Failures failures, WorkerCalls calls)
        implements Consumer<Context> {

    @Override
    public void accept(Context context) {
        ActiveTask worker = failures.currentTask();
        Wait.jitterUntil(context.done(), period, jitter, () -> callOnce(context, worker));
    }

    private void callOnce(Context context, ActiveTask worker) {
        WorkerCalls.Call underWay = null;
        try {
            underWay = calls.begin(worker);
            call.accept(context);
        } catch (Throwable failure) {
            failures.report(failure);
        } finally {
            if (underWay != null) {
                underWay.close();
            }
            if (!context.isDone()) {
                Thread.interrupted(); // what the call may have left behind is not meant for the pause
            }
        }
    }
}

package io.github.waitgroup.spring.worker;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Context;
import io.github.waitgroup.Wait;
import java.time.Duration;

/**
 * Work that is one call after another, with a pause after each, until the context is done.
 *
 * @param call the call
 * @param period the pause, at least
 * @param jitter the greatest random extension of each pause, as a fraction of the pause
 * @param failures reports what a call throws
 * @param calls records the calls that are under way
 */
record Periodic(WorkerBody call, Duration period, double jitter, CallFailures failures, PeriodicCalls calls)
        implements WorkerBody {

    @Override
    public void run(Context context) {
        ActiveTask task = failures.currentTask();
        Wait.jitterUntil(context.done(), period, jitter, () -> callOnce(context, task));
    }

    private void callOnce(Context context, ActiveTask task) {
        PeriodicCalls.UnderWay underWay = null;
        try {
            underWay = calls.begin(task);
            call.run(context);
        } catch (Throwable failure) {
            failures.report(failure);
        } finally {
            if (underWay != null) {
                underWay.close();
            }
            if (!context.isDone()) {
                Thread.interrupted(); // an interrupt that the call has left behind is not meant for the pause
            }
        }
    }
}

package io.github.waitgroup.spring;

import io.github.waitgroup.Group;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** A task that knows neither stop channel nor interrupt: it ends when the test lets it go. */
public final class StuckTask implements Runnable, AutoCloseable {

    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private volatile boolean ended;

    private StuckTask() {}

    /** Starts the task; it runs when this returns. */
    public static StuckTask in(Group group, String name) {
        StuckTask task = new StuckTask();
        group.start(name, task::run);
        Fixtures.await(task.running);
        return task;
    }

    /** Starts the task; it runs when this returns. */
    public static StuckTask in(Executor executor) {
        StuckTask task = new StuckTask();
        executor.execute(task);
        Fixtures.await(task.running);
        return task;
    }

    @Override
    public void run() {
        running.countDown();
        while (released.getCount() > 0) {
            try {
                released.await();
            } catch (InterruptedException ignored) {
                // that is what is being tested
            }
        }
        ended = true;
    }

    /** Whether it runs: from its start until it is let go. */
    public boolean isRunning() {
        return running.getCount() == 0 && !ended;
    }

    /** Lets the task end. */
    public void release() {
        released.countDown();
    }

    @Override
    public void close() {
        release();
    }
}

package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.ManagedGroup;
import java.time.Duration;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/** Ties one group to the lifecycle of the application: opens it when that starts, drains it when that stops. */
final class GroupLifecycle implements SmartLifecycle {

    /*
     * Nobody injects this bean, and it depends on none. Spring stops the beans that depend on a lifecycle bean together with
     * it and counts them as if they were of its phase, so a dependent would end the phase before the group has drained.
     *
     * The drain has a thread of its own, so that the groups of one phase drain side by side and Spring's time-out for the
     * phase applies to them. It is a platform thread: tasks that keep every carrier of the virtual threads busy must not keep
     * the drain from running.
     */

    private static final Log logger = LogFactory.getLog(GroupLifecycle.class);

    private final ManagedGroup managed;
    private final ShutdownBudget budget;
    private final ApplicationEventPublisher events;

    private volatile boolean running;

    /** Closed when the latest drain has ended; null before the first. */
    private volatile @Nullable StopChannel drained;

    GroupLifecycle(ManagedGroup managed, ShutdownBudget budget, ApplicationEventPublisher events) {
        this.managed = managed;
        this.budget = budget;
        this.events = events;
    }

    @Override
    public void start() {
        budget.reset();
        managed.group().restart();
        running = true;
    }

    @Override
    public void stop(Runnable callback) {
        budget.start();
        StopChannel ended = new StopChannel();
        drained = ended;
        Runnable work = () -> {
            try {
                stop();
            } finally {
                ended.close();
                callback.run();
            }
        };
        try {
            new Thread(work, managed.beanName() + "-drain").start();
        } catch (OutOfMemoryError noThread) {
            work.run();
        }
    }

    /** Waits until the drain that {@link #stop(Runnable)} has begun, if any, has ended; it takes no longer than it was given. */
    void awaitDrain() throws InterruptedException {
        StopChannel ended = drained;
        if (ended != null) {
            ended.await();
        }
    }

    @Override
    public void stop() {
        try {
            budget.start();
            drain();
        } finally {
            running = false;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return managed.settings().phase();
    }

    private void drain() {
        Group group = managed.group();
        Duration timeout = budget.limit(managed.settings().timeout());
        logger.info("Stopping group '" + group.name() + "': " + group.counts().active() + " in flight, at most "
                + timeout.toMillis() + " ms");
        DrainReport report = group.stop(timeout);
        if (report.isDrained()) {
            logger.info(report);
        } else {
            logger.warn(report);
        }
        events.publishEvent(new GroupDrainedEvent(report));
    }
}

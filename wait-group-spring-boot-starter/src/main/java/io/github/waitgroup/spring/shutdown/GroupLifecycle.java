package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.ManagedGroup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
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

    /** What is left for the report when the time of the drain is up. */
    private static final Duration REPORT = Duration.ofSeconds(1);

    private final ManagedGroup managed;
    private final ShutdownBudget budget;
    private final ApplicationEventPublisher events;

    private volatile boolean running;

    /** The latest; null before the first. */
    private volatile @Nullable Drain drain;

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
        warnOfMember();
        Drain drain = new Drain(callback);
        this.drain = drain;
        try {
            new Thread(drain, managed.beanName() + "-drain").start();
        } catch (OutOfMemoryError noThread) {
            drain.run();
        }
    }

    /**
     * Waits until the drain that {@link #stop(Runnable)} has begun, if any, has ended. The drain itself takes no longer than it was
     * given; what is told of its end may, and is not waited for.
     */
    void awaitDrain() throws InterruptedException {
        Drain begun = drain;
        Duration limit = budget.limit(managed.settings().timeout()).plus(REPORT);
        if (begun != null && !begun.ended.await(limit)) {
            logger.warn("Group '" + managed.name() + "' was given up after " + limit.toMillis()
                    + " ms: a listener of GroupDrainedEvent, or the log, blocks");
            begun.end();
        }
    }

    @Override
    public void stop() {
        try {
            budget.start();
            drainAndReport();
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

    /** Spring stops its beans in the thread that closes the context, and waits for the drain there. */
    private void warnOfMember() {
        try {
            managed.group().await(Duration.ZERO);
        } catch (IllegalStateException closedByMember) {
            logger.warn(
                    "The application is being closed by one of the tasks that it waits for; it will be interrupted and"
                            + " reported. Close it from outside the group",
                    closedByMember);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drainAndReport() {
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

    /** A drain that Spring is called back from, exactly once. */
    private final class Drain implements Runnable {

        final StopChannel ended = new StopChannel();

        private final AtomicReference<Runnable> callback;

        Drain(Runnable callback) {
            this.callback = new AtomicReference<>(callback);
        }

        @Override
        public void run() {
            try {
                stop();
            } finally {
                end();
            }
        }

        void end() {
            ended.close();
            callback.getAndSet(() -> {}).run();
        }
    }
}

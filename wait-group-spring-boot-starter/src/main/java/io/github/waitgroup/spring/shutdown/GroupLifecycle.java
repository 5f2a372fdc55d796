package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.DrainReport;
import io.github.waitgroup.spring.ManagedGroup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
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
    private final GroupDrains drains;
    private final ApplicationEventPublisher events;

    private volatile boolean running;
    private volatile boolean hasStopped;

    /** The latest; null before the first. */
    private volatile @Nullable DrainThread drain;

    GroupLifecycle(ManagedGroup managed, ShutdownBudget budget, GroupDrains drains, ApplicationEventPublisher events) {
        this.managed = managed;
        this.budget = budget;
        this.drains = drains;
        this.events = events;
    }

    @Override
    public void start() {
        budget.reset();
        if (hasStopped) { // not what a failure policy has stopped before the first start
            managed.group().restart();
        }
        running = true;
    }

    /** How long the group may take to drain, if the budget has as much left. */
    Duration timeout() {
        return managed.settings().timeout();
    }

    /** Tells the tasks of a group that asks for it to stop, when the application begins to close. */
    void signalEarly() {
        if (managed.settings().earlySignal()) {
            managed.group().signalStop(budget.left());
            drains.timeline()
                    .tell(
                            Level.INFO,
                            ShutdownEvent.SIGNAL,
                            managed.name(),
                            (int) managed.group().counts().active(),
                            "Group '" + managed.name() + "' has its stop signal early and drains in phase "
                                    + managed.phase());
        }
    }

    @Override
    public void stop(Runnable callback) {
        budget.start();
        DrainThread current = drain;
        if (current != null && !current.ended.isClosed()) { // somebody else is closing the application as well
            current.ended.onClose(callback);
            return;
        }
        GroupDrain begun = begin();
        ActiveTask closing = managed.group().currentTask();
        if (closing != null) { // Spring stops its beans in the thread that closes the context, and waits there
            begun.leaveOut(closing, "closes the application");
        }
        DrainThread drain = new DrainThread(begun, callback);
        this.drain = drain;
        drain.start();
    }

    /**
     * Waits until the drain that {@link #stop(Runnable)} has begun, if any, has ended. The drain itself takes no longer than it was
     * given; what is told of its end may, and is not waited for.
     *
     * <p>If the current thread is interrupted, the drain reports at once.
     *
     * @param limit how long to wait at most
     */
    void awaitDrain(Duration limit) {
        DrainThread begun = drain;
        if (begun == null) {
            return;
        }
        try {
            if (!begun.ended.await(limit)) {
                giveUp(begun);
            }
        } catch (InterruptedException hurry) {
            begun.hurry();
            Thread.currentThread().interrupt();
        }
    }

    private void giveUp(DrainThread begun) {
        logger.warn("Group '" + managed.name()
                + "' was given up after its time: a listener of GroupDrainedEvent, or the log, blocks");
        running = false;
        begun.end();
    }

    /** How long the closing thread waits for the drain at most: its time, or what the budget leaves of that, and a report. */
    Duration longestWait() {
        return budget.limit(timeout(), REPORT);
    }

    @Override
    public void stop() {
        budget.start();
        complete(begin());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return managed.phase();
    }

    private GroupDrain begin() {
        hasStopped = true;
        return GroupDrain.begin(managed, budget.limit(timeout()), drains);
    }

    private void complete(GroupDrain begun) {
        DrainReport report;
        try {
            report = begun.complete();
        } finally {
            running = false;
        }
        events.publishEvent(
                new GroupDrainedEvent(report)); // a listener that blocks does not keep the group from another start
    }

    /** A drain in a thread of its own, after which Spring is called back, exactly once. */
    private final class DrainThread implements Runnable {

        final CloseableStopChannel ended = new CloseableStopChannel();

        private final GroupDrain begun;
        private final AtomicReference<Runnable> callback;
        private final Thread thread = new Thread(this, managed.beanName() + "-drain");

        DrainThread(GroupDrain begun, Runnable callback) {
            this.begun = begun;
            this.callback = new AtomicReference<>(callback);
        }

        void start() {
            thread.setDaemon(false); // whoever closes the application: the JVM does not end before the drain
            try {
                thread.start();
            } catch (OutOfMemoryError noThread) {
                run();
            }
        }

        @Override
        public void run() {
            try {
                complete(begun);
            } finally {
                end();
            }
        }

        /** Has it report at once, and waits for that as long as a report may take. */
        void hurry() {
            thread.interrupt();
            try {
                ended.await(REPORT);
            } catch (InterruptedException again) {
                Thread.currentThread().interrupt();
            }
        }

        void end() {
            ended.close();
            callback.getAndSet(() -> {}).run();
        }
    }
}

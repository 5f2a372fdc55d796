package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.DrainReport;
import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.ManagedGroup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * The lifecycle of one group: it opens the group when the application starts, and drains it when the application stops.
 */
final class GroupLifecycle implements SmartLifecycle {

    /*
     * Nobody injects this bean, and it depends on none. Spring stops the beans that depend on a lifecycle bean together
     * with it and counts them as if they were of its phase, so a dependent would end the phase before the group has
     * drained.
     *
     * The drain has a thread of its own, so that the groups of one phase drain side by side and Spring's time-out for
     * the phase applies to them. It is a platform thread: tasks that occupy all carriers of virtual threads must not
     * prevent the drain.
     */

    /** The time for the report when that of the drain is up. */
    private static final Duration REPORT_TIME = Duration.ofSeconds(1);

    private final ManagedGroup managed;
    private final ShutdownBudget budget;
    private final GroupDrains drains;
    private final JointDrain all;

    private volatile boolean running;
    private volatile boolean hasStopped;

    /** Of the latest drain. */
    private volatile Duration time = Duration.ZERO;

    /** The latest; null before the first. */
    private volatile @Nullable DrainThread drain;

    /** @param all the drain of all groups, in which this group has its place */
    GroupLifecycle(ManagedGroup managed, ShutdownBudget budget, GroupDrains drains, JointDrain all) {
        this.managed = managed;
        this.budget = budget;
        this.drains = drains;
        this.all = all;
    }

    @Override
    public void start() {
        if (hasStopped) { // a group that a failure policy has stopped before the first start stays stopped
            managed.group().restart();
        }
        all.expect(managed.group(), managed.phase());
        running = true;
    }

    /** The name of this bean. */
    String beanName() {
        return managed.beanName() + ".lifecycle";
    }

    /** The time that the group may take to drain, if so much is left of the budget. */
    Duration timeout() {
        return managed.settings().timeout();
    }

    /** Whether tasks of the group are active. */
    boolean isBusy() {
        return managed.group().counts().active() > 0;
    }

    /** Signals the tasks to stop as soon as the application begins to close, if the settings of the group say so. */
    void signalEarly() {
        if (managed.settings().earlySignal()) {
            managed.group().signalStop(budget.left());
            record(
                    ShutdownEvent.SIGNAL,
                    "Group '" + managed.name() + "' has its stop signal early and drains in phase " + managed.phase());
        }
    }

    @Override
    public void stop(Runnable callback) {
        budget.clock().start();
        DrainThread current = drain;
        if (current != null && !current.ended.isClosed()) { // another thread closes the application too
            current.ended.onClose(callback);
            return;
        }
        GroupDrain begun = begin(all);
        ActiveTask closing = managed.group().currentTask();
        if (closing != null) { // Spring stops its beans in the thread that closes the context, and waits there
            begun.leaveOut(closing, "closes the application");
        }
        DrainThread drain = new DrainThread(begun, callback);
        this.drain = drain;
        drain.start();
    }

    /**
     * Waits until the drain that {@link #stop(Runnable)} has begun, if any, has ended. The drain itself takes no longer
     * than its time. Listeners of {@link GroupDrainedEvent} may take longer, and are not awaited.
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
        begun.begun.giveUp();
        record(
                ShutdownEvent.GIVE_UP,
                "Group '" + managed.name()
                        + "' was given up after its time: a listener of GroupDrainedEvent, or the log, blocks");
        running = false;
        begun.end();
    }

    /** The limit of the wait for the drain in the closing thread: the time of the drain, and that of a report. */
    Duration longestWait() {
        return budget.withReport(time, REPORT_TIME);
    }

    /** Stops this group alone. Spring stops all groups of a phase, with {@link #stop(Runnable)}. */
    @Override
    public void stop() {
        budget.clock().start();
        complete(begin(JointDrain.alone()));
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return managed.phase();
    }

    private GroupDrain begin(JointDrain drained) {
        hasStopped = true;
        time = budget.share(managed.phase(), timeout());
        warnIfShort();
        return GroupDrain.begin(managed, time, drains, drained);
    }

    private void warnIfShort() {
        String reasons = budget.shortage(managed.phase(), timeout(), time);
        if (reasons != null && isBusy()) {
            record(
                    ShutdownEvent.SHORT_OF_TIME,
                    "Group '" + managed.name() + "' has " + Durations.format(time)
                            + ", less than it would have without the steps before it: " + reasons);
        }
    }

    private void complete(GroupDrain begun) {
        DrainReport report;
        try {
            report = begun.complete();
        } finally {
            all.leave(managed.group());
            running = false;
        }
        drains.publish(report); // last: a listener that blocks must not prevent another start of the group
    }

    private void record(ShutdownEvent event, String message) {
        drains.timeline().record(event, managed.group(), message);
    }

    /** The thread of one drain. When it has ended, it calls Spring back, exactly once. */
    private final class DrainThread implements Runnable {

        final CloseableStopChannel ended = new CloseableStopChannel();

        private final GroupDrain begun;
        private final AtomicReference<Runnable> callback;
        private final Thread thread;

        DrainThread(GroupDrain begun, Runnable callback) {
            this.begun = begun;
            this.callback = new AtomicReference<>(callback);
            this.thread = new Thread(this, managed.beanName() + "-drain");
        }

        void start() {
            thread.setDaemon(false); // even if a daemon closes the application: the JVM does not end before the drain
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

        /** Interrupts the drain, so that it reports at once, and waits for the report. */
        void hurry() {
            thread.interrupt();
            try {
                ended.await(REPORT_TIME);
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

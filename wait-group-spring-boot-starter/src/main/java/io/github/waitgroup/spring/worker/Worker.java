package io.github.waitgroup.spring.worker;

import io.github.waitgroup.Context;
import io.github.waitgroup.Group;
import io.github.waitgroup.WaitGroupClosedException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance of a worker: at most one task at a time, however often it is started. */
final class Worker {

    /*
     * A task may outlive the stop of its group. If the application then starts again, a second task beside it would be
     * one too many, and none at all one too few. So the start is recorded, and the task that is still active carries it
     * out when it ends, unless a further stop takes the start back.
     */

    private static final Logger logger = LoggerFactory.getLogger(Worker.class);

    private final Group group;
    private final String name;
    private final WorkerBody body;

    private final ReentrantLock lock = new ReentrantLock();
    private boolean active;
    private boolean startWhenEnded;

    Worker(Group group, String name, WorkerBody body) {
        this.group = group;
        this.name = name;
        this.body = body;
    }

    /**
     * Starts the task. If the task from before is still active, the new one starts when that has ended. If the group is
     * stopping, because of its failure policy for example, the worker does not start: the application, and the workers
     * of other groups, do.
     */
    void start() {
        lock.lock();
        try {
            if (active) {
                startWhenEnded = true;
                logger.warn("Worker '" + name + "' of group '" + group.name()
                        + "' has not ended since its group stopped; it starts again when it has");
            } else {
                startTask();
            }
        } catch (WaitGroupClosedException stopping) {
            logger.warn("Worker '" + name + "' does not start", stopping);
        } finally {
            lock.unlock();
        }
    }

    /** Takes back a start that is still to come. The task is signalled by its group. */
    void stop() {
        lock.lock();
        try {
            startWhenEnded = false;
        } finally {
            lock.unlock();
        }
    }

    private void startTask() {
        group.startWithContext(name, group.context(), this::run);
        active = true; // before the task can end, since that takes the lock
    }

    private void run(Context context) throws Throwable {
        try {
            group.markLongRunning(Objects.requireNonNull(group.currentTask()));
            body.run(context);
        } finally {
            ended();
        }
    }

    private void ended() {
        lock.lock();
        try {
            active = false;
            if (startWhenEnded) {
                startWhenEnded = false;
                startTask();
            }
        } catch (WaitGroupClosedException stopping) {
            logger.warn("Worker '" + name + "' does not start again", stopping);
        } finally {
            lock.unlock();
        }
    }
}

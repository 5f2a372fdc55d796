package io.github.waitgroup.spring.worker;

import io.github.waitgroup.Context;
import io.github.waitgroup.Group;
import io.github.waitgroup.WaitGroupClosedException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** One instance of an annotated method: at most one task at a time, whatever is asked for. */
final class Worker {

    /*
     * A task may outlive the stop of its group. If the application then starts again, a second task beside it would be one too
     * many, and none at all one too few. So the start is noted, and the task that is still active does it when it ends, unless a
     * further stop takes the note back.
     */

    private static final Log logger = LogFactory.getLog(Worker.class);

    private final Group group;
    private final String name;
    private final Consumer<Context> work;

    private final ReentrantLock lock = new ReentrantLock();
    private boolean active;
    private boolean startWhenEnded;

    Worker(Group group, String name, Consumer<Context> work) {
        this.group = group;
        this.name = name;
        this.work = work;
    }

    /**
     * Starts the task, or has it started when the one from before has ended. Does not if the group is being stopped, as by its
     * failure policy: the application, and the workers of other groups, start all the same.
     */
    void start() {
        lock.lock();
        try {
            if (active) {
                startWhenEnded = true;
                logger.warn("Worker '" + name + "' of group '" + group.name()
                        + "' has not ended since it was told to stop; it starts again when it has");
            } else {
                startTask();
            }
        } catch (WaitGroupClosedException stopping) {
            logger.warn("Worker '" + name + "' does not start", stopping);
        } finally {
            lock.unlock();
        }
    }

    /** Takes back a start that is still to come. It is the group that tells the task to stop. */
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

    private void run(Context context) {
        try {
            group.markLongRunning(Objects.requireNonNull(group.currentTask()));
            work.accept(context);
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
        } catch (WaitGroupClosedException stoppedByHand) {
            logger.warn("Worker '" + name + "' does not start again", stoppedByHand);
        } finally {
            lock.unlock();
        }
    }
}

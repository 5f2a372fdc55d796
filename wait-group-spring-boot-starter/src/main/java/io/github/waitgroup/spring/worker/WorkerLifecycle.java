package io.github.waitgroup.spring.worker;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;

/**
 * The lifecycle of all workers. They start when the application is ready, and whenever it is started again after a
 * stop. They end with their groups, so their end is not awaited here.
 */
final class WorkerLifecycle implements SmartLifecycle {

    private final List<Worker> workers;
    private final ReentrantLock lock = new ReentrantLock();

    private boolean ready;
    private volatile boolean running;

    WorkerLifecycle(List<Worker> workers) {
        this.workers = workers;
    }

    /** Starts the workers. Idempotent. */
    void applicationIsReady() {
        lock.lock();
        try {
            if (!ready) {
                ready = true;
                workers.forEach(Worker::start);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        lock.lock();
        try {
            running = true;
            if (ready) {
                workers.forEach(Worker::start);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            running = false;
            ready = true; // from now on a start is explicit, and an event that comes now is too late
            workers.forEach(Worker::stop);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The last phase to start, when all groups are open and all other beans run, and the first to stop. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}

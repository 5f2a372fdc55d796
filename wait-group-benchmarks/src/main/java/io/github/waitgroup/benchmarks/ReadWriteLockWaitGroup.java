package io.github.waitgroup.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Kubernetes' {@code SafeWaitGroup}, line by line: a read lock around every add, none around done. */
final class ReadWriteLockWaitGroup {

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final AtomicLong count = new AtomicLong();
    private boolean closed;

    boolean tryAdd(int delta) {
        lock.readLock().lock();
        try {
            if (closed && delta > 0) {
                return false;
            }
            count.addAndGet(delta);
            return true;
        } finally {
            lock.readLock().unlock();
        }
    }

    void done() {
        if (count.decrementAndGet() < 0) {
            throw new IllegalStateException("negative count");
        }
    }

    void close() {
        lock.writeLock().lock();
        try {
            closed = true;
        } finally {
            lock.writeLock().unlock();
        }
    }
}

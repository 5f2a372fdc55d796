package io.github.waitgroup.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.StampedLock;

/** The same as {@link ReadWriteLockWaitGroup} with the lock that is said to be the faster one. */
final class StampedLockWaitGroup {

    private final StampedLock lock = new StampedLock();
    private final AtomicLong count = new AtomicLong();
    private boolean closed;

    boolean tryAdd(int delta) {
        long stamp = lock.readLock();
        try {
            if (closed && delta > 0) {
                return false;
            }
            count.addAndGet(delta);
            return true;
        } finally {
            lock.unlockRead(stamp);
        }
    }

    void done() {
        if (count.decrementAndGet() < 0) {
            throw new IllegalStateException("negative count");
        }
    }

    void close() {
        long stamp = lock.writeLock();
        try {
            closed = true;
        } finally {
            lock.unlockWrite(stamp);
        }
    }
}

package io.github.waitgroup;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The errands for which no thread could be had. */
final class Backlog {

    /*
     * A thread of the backlog's own tries again. It runs no errand itself: an errand that blocks would hold up the others. It is
     * made before the first errand exists, because later it may not be had, and it stays. Adding an errand allocates nothing.
     */

    private static final long PAUSE_NANOS = 10_000_000;

    private static final PatientLock lock = new PatientLock();

    private static volatile @Nullable Thread thread; // written under the lock

    // Guarded by the lock.
    private static @Nullable Errand first;
    private static @Nullable Errand last;

    private Backlog() {}

    /**
     * Makes the thread, unless it is there.
     *
     * @throws OutOfMemoryError if no thread can be had
     */
    static void open() {
        if (thread == null) {
            lock.lock();
            try {
                if (thread == null) {
                    Thread created = ServiceThread.unstarted("wait-group-backlog", Backlog::work);
                    created.start();
                    thread = created;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    static void add(Errand errand) {
        lock.lock();
        try {
            if (last == null) {
                first = errand;
            } else {
                last.next = errand;
            }
            last = errand;
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(thread);
    }

    private static void work() {
        while (true) {
            Errand errand = first();
            if (errand == null) {
                LockSupport.park(lock);
            } else if (errand.tryStart()) {
                removeFirst();
            } else {
                LockSupport.parkNanos(lock, PAUSE_NANOS);
            }
            Thread.interrupted(); // nobody has a reason to; it would not sleep any more
        }
    }

    private static @Nullable Errand first() {
        lock.lock();
        try {
            return first;
        } finally {
            lock.unlock();
        }
    }

    private static void removeFirst() {
        lock.lock();
        try {
            Errand started = first;
            if (started != null) {
                first = started.next;
                started.next = null;
                if (first == null) {
                    last = null;
                }
            }
        } finally {
            lock.unlock();
        }
    }
}

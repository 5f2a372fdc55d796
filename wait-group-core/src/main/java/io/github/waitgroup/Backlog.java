package io.github.waitgroup;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The errands for which no thread could be had. */
final class Backlog {

    /*
     * A thread of the backlog's own tries again. It runs no errand itself: an errand that blocks would hold up the
     * others. Later it may not be had, so it is made before the first errand exists, and stays as long as one is
     * expected, and shortly after. Adding an errand allocates nothing.
     *
     * The thread that leaves takes itself out and then looks for expected errands; who expects one counts it and then
     * looks for the thread. So one of the two sees the other. (What was registered with a channel that nobody closes is
     * expected for good.)
     */

    private static final long PAUSE_NANOS = 10_000_000;
    private static final long KEEP_ALIVE_NANOS = 10_000_000_000L;

    private static final PatientLock lock = new PatientLock();

    private static final AtomicInteger expected = new AtomicInteger();

    private static volatile @Nullable Thread thread; // written under the lock

    // Guarded by the lock.
    private static @Nullable Errand first;
    private static @Nullable Errand last;

    private Backlog() {}

    /**
     * Sees to it that an errand can be added later.
     *
     * @throws OutOfMemoryError if no thread can be had; none is expected then
     */
    static void expect() {
        expected.incrementAndGet();
        if (thread == null) {
            try {
                startThread();
            } catch (Throwable noThread) {
                expected.decrementAndGet();
                throw noThread;
            }
        }
    }

    /** An errand that was expected has begun, or will not be. */
    static void expectNoMore() {
        expected.decrementAndGet();
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

    private static void startThread() {
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

    private static void work() {
        do {
            Errand errand = first();
            if (errand == null) {
                LockSupport.parkNanos(lock, KEEP_ALIVE_NANOS);
            } else if (errand.tryStart()) {
                removeFirst();
            } else {
                LockSupport.parkNanos(lock, PAUSE_NANOS);
            }
            Thread.interrupted(); // nobody has a reason to; it would not sleep any more
        } while (expected.get() > 0 || !leaves());
    }

    private static boolean leaves() {
        lock.lock();
        try {
            Thread leaving = thread;
            thread = null;
            boolean leaves = expected.get() == 0 && first == null;
            if (!leaves) {
                thread = leaving;
            }
            return leaves;
        } finally {
            lock.unlock();
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

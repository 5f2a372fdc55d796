package io.github.waitgroup;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The owners of memberships that nobody refers to any more, and the thread that ends what they cannot end. */
final class LostOwners {

    /*
     * The task refers to the weak reference, and nothing else does. So one that has ended in time costs nothing more:
     * its reference is garbage like itself, and never comes to the queue.
     *
     * The thread exists as long as an owner is watched, and shortly after, as that of the backlog does: the thread that
     * leaves takes itself out and then looks for watched owners; who watches one counts it and then looks for the
     * thread. So one of the two sees the other. (An owner that is lost together with its group is watched for good:
     * nobody refers to the reference then, so it does not come to the queue.)
     *
     * Who finds no thread and can have none gets the error, and its task stays as it was: it can be ended, or watched
     * later, which tries again.
     */

    private static final long KEEP_ALIVE_MILLIS = 10_000;

    private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();

    private static final PatientLock lock = new PatientLock();

    private static final AtomicInteger watched = new AtomicInteger();

    private static volatile @Nullable Thread thread; // written under the lock

    private LostOwners() {}

    /**
     * Ends the task when the owner is lost.
     *
     * @throws OutOfMemoryError if no thread can be had; the owner is not watched then
     */
    static void watch(Object owner, Guest guest) {
        Owner reference = new Owner(owner, guest);
        watched.incrementAndGet();
        try {
            startThread();
        } catch (Throwable noThread) {
            watched.decrementAndGet();
            throw noThread;
        }
        forget(guest.watchedBy(reference));
        if (guest.hasLeft()) { // in the meantime
            forget(guest.watchedBy(null));
        }
    }

    /** Watches an owner no longer. */
    static void forget(@Nullable Owner owner) {
        if (owner != null) {
            owner.clear();
            watched.decrementAndGet();
        }
    }

    private static void startThread() {
        if (thread != null) {
            return;
        }
        lock.lock();
        try {
            if (thread == null) {
                Thread created = ServiceThread.unstarted("wait-group-lost-owners", LostOwners::work);
                created.start();
                thread = created;
            }
        } finally {
            lock.unlock();
        }
    }

    private static void work() {
        do {
            endNext(); // waits for a while, also if none is watched
        } while (watched.get() > 0 || !leaves());
    }

    /** Takes the thread out. Returns false if an owner has come in between. */
    private static boolean leaves() {
        lock.lock();
        try {
            thread = null;
            if (watched.get() == 0) {
                return true;
            }
            thread = Thread.currentThread();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static void endNext() {
        try {
            if (QUEUE.remove(KEEP_ALIVE_MILLIS) instanceof Owner owner) {
                owner.guest.leak(owner);
            }
        } catch (InterruptedException nobodysBusiness) {
            return; // the thread goes on
        } catch (Throwable failure) { // a handler's never comes here
            TaskThreads.uncaught(failure);
        }
    }

    /** A reference to an owner. */
    static final class Owner extends WeakReference<Object> {

        private final Guest guest;

        private Owner(Object owner, Guest guest) {
            super(owner, QUEUE);
            this.guest = guest;
        }
    }
}

package io.github.waitgroup;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that can be taken without memory. While another thread holds it, a {@link ReentrantLock} of JDK 17 allocates a
 * place in its queue, and fails if there is no memory: too late for a thread that has begun to wake others up.
 */
final class PatientLock extends ReentrantLock {

    private static final long serialVersionUID = 1;

    @Override
    public void lock() {
        try {
            super.lock();
        } catch (OutOfMemoryError noPlaceInTheQueue) {
            while (!tryLock()) {
                giveWay();
            }
        }
    }

    /** Lets other threads go on, where nothing depends on it but how soon they do. Needs no memory. */
    @SuppressWarnings("ThreadPriorityCheck")
    static void giveWay() {
        try {
            Thread.yield();
        } catch (OutOfMemoryError noRoomForTheStack) { // of a virtual thread, which cannot leave its carrier then
            Thread.onSpinWait();
        }
    }
}

package io.github.waitgroup;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A JVM in which a thread wants a lock that another one holds, while there is no memory. */
final class FullHeap {

    static final String LOCKED = "locked";

    private static final PatientLock LOCK = new PatientLock();

    private static volatile boolean held;
    private static volatile boolean trying;
    private static volatile @Nullable Object @Nullable [] ballast;

    private FullHeap() {}

    public static void main(String[] args) throws InterruptedException {
        fill(); // once for nothing: whatever has to be loaded is
        ballast = null;
        hold(1, true);
        held = false;
        Thread second = new Thread(FullHeap::lockWithoutMemory);
        second.start();
        hold(20, false);
        second.join();
    }

    /** Holds the lock for some moments after the other thread wants it. Allocates nothing the second time. */
    private static void hold(int moments, boolean alone) {
        LOCK.lock();
        try {
            held = true;
            while (!trying && !alone) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < moments; i++) { // there is no event to wait for
                LockSupport.parkNanos(10_000_000);
            }
        } finally {
            LOCK.unlock();
        }
    }

    private static void lockWithoutMemory() {
        while (!held) {
            Thread.onSpinWait();
        }
        try {
            fill();
            trying = true;
            LOCK.lock();
        } finally {
            ballast = null;
        }
        System.out.println(LOCKED);
    }

    private static void fill() {
        int size = 1 << 20;
        while (size > 0) {
            try {
                Object[] more = new Object[size];
                more[0] = ballast;
                ballast = more;
            } catch (OutOfMemoryError full) {
                size /= 2;
            }
        }
    }
}

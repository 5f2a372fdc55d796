package io.github.waitgroup;

import io.github.waitgroup.DrainReport.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** A task without a thread of its own: it is in threads of others, now in one, now in none. */
final class Guest extends Member {

    /*
     * A thread may run several guests, one within another, of one group or of several, and may itself be that of a
     * member. So the index of the members by thread has no guests; each is found from the thread that it is in.
     */

    private static final AtomicIntegerFieldUpdater<Guest> LEFT =
            AtomicIntegerFieldUpdater.newUpdater(Guest.class, "left");

    private static final ThreadLocal<@Nullable Guest> INNERMOST = new ThreadLocal<>();

    private final Members members;

    /** Held while others interrupt the thread, so that it is still the task which they meet. */
    private final PatientLock staying = new PatientLock();

    // Written under the lock. Whoever looks at the thread does so without: an interrupt may hold the lock for long.
    private volatile @Nullable Thread host;

    // Guarded by the lock.

    /** Whether the host runs another guest within this one. */
    private boolean covered;

    /** Whether an interrupt met the host while it ran another guest, which may have taken it. */
    private boolean owed;

    /** The epoch whose stop found the task in no thread; null if none has, or if a part has been interrupted since. */
    private @Nullable Epoch due;

    /** The guest that the host runs already. Used by the host alone. */
    private @Nullable Guest outer;

    private volatile String name;
    private volatile int left;

    /** What the tasks keep that the guest starts; null until the first. Written by the host alone. */
    private volatile @Nullable Origin asOrigin;

    /** What ends the task with its owner. Held here, so that it goes with the task. */
    volatile @Nullable Object owner;

    Guest(String name, Epoch epoch, Members members) {
        super(name, epoch, Thread.currentThread());
        this.name = name;
        this.members = members;
    }

    @Override
    String name() {
        return name;
    }

    void rename(String name) {
        this.name = name;
        Origin known = asOrigin;
        if (known != null) {
            known.rename(name);
        }
    }

    /** What a task keeps that the current thread starts; null if the thread runs no guest. */
    static @Nullable Origin originOfNext() {
        Guest starting = INNERMOST.get();
        return starting == null ? null : starting.asOrigin();
    }

    private Origin asOrigin() {
        Origin known = asOrigin;
        if (known == null) {
            known = new Origin(epoch().group().name(), id, name);
            asOrigin = known;
            known.rename(name); // the guest may have been renamed, or ended, before others saw it
            if (hasLeft()) {
                known.end();
            }
        }
        return known;
    }

    /** The innermost guest among these members that the current thread runs. */
    static @Nullable Guest of(Members members) {
        Guest guest = INNERMOST.get();
        while (guest != null && (guest.members != members || guest.hasLeft())) {
            guest = guest.outer;
        }
        return guest;
    }

    /** The guests that the current thread runs. */
    static List<Guest> inThisThread() {
        List<Guest> guests = new ArrayList<>();
        for (Guest guest = INNERMOST.get(); guest != null; guest = guest.outer) {
            guests.add(guest);
        }
        return guests;
    }

    /** Records that a part of the task begins in the current thread. Returns false if it is in a thread already. */
    boolean come() {
        Epoch stopping;
        staying.lock();
        try {
            if (host != null) {
                return false;
            }
            outer = INNERMOST.get();
            INNERMOST.set(this);
            host = Thread.currentThread();
            stopping = due;
        } finally {
            staying.unlock();
        }
        if (outer != null) {
            outer.cover();
        }
        if (stopping == null && epoch().isInterrupting()) { // the sweep may have missed it
            stopping = epoch();
        }
        if (stopping != null) {
            interrupt(stopping);
        }
        return true;
    }

    /** Records that the part has ended. An interrupt stays set: it may be one of the thread's owner. */
    void go() {
        staying.lock();
        try {
            host = null;
        } finally {
            staying.unlock();
        }
        INNERMOST.set(outer); // not removed: the next look would have to make room for it again
        if (outer != null) {
            outer.uncover();
        }
    }

    private void cover() {
        staying.lock();
        try {
            covered = true;
        } finally {
            staying.unlock();
        }
    }

    private void uncover() {
        staying.lock();
        try {
            covered = false;
            if (owed) {
                owed = false;
                Thread.currentThread().interrupt();
            }
        } finally {
            staying.unlock();
        }
    }

    /** Records that the task ends, wherever a part of it may still be. Returns true for the first to do so. */
    boolean leaves() {
        boolean first = LEFT.compareAndSet(this, 0, 1);
        Origin known = asOrigin;
        if (first && known != null) {
            known.end();
        }
        return first;
    }

    /** Ends the task, whose owner is lost and cannot end it any more. */
    void leak() {
        if (leaves()) {
            members.leaks();
            epoch().group().execution().leaked(this);
        }
    }

    boolean hasLeft() {
        return left != 0;
    }

    /** Interrupts the thread that the task is in; if it is in none, its next part is interrupted when that begins. */
    @Override
    boolean interrupt(Epoch stopping) {
        staying.lock();
        try {
            Thread thread = host;
            if (thread == null) {
                due = stopping;
                return false;
            }
            due = null;
            if (!claimInterrupt(stopping)) {
                return false;
            }
            owed = covered;
            thread.interrupt();
            return true;
        } finally {
            staying.unlock();
        }
    }

    @Override
    boolean hasOwnThread() {
        return false;
    }

    @Override
    boolean owns(Thread candidate) {
        return false;
    }

    @Override
    String threadName() {
        Thread thread = host;
        return thread == null ? "" : thread.getName();
    }

    @Override
    boolean isInterrupted() {
        Thread thread = host;
        return thread != null && thread.isInterrupted();
    }

    @Override
    List<StackTraceElement> stack() {
        Thread thread = host;
        if (thread == null) {
            return List.of();
        }
        List<StackTraceElement> stack = List.of(thread.getStackTrace());
        return thread == host ? stack : List.of();
    }

    @Override
    Place placeWithoutStack() {
        return hasLeft() ? Place.ENDED : Place.IN_NO_THREAD;
    }
}

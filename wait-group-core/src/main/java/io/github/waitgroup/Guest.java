package io.github.waitgroup;

import io.github.waitgroup.DrainReport.Place;
import io.github.waitgroup.LostOwners.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** A task without a thread of its own: it is in threads of others, now in one, now in none. */
final class Guest extends Member {

    /*
     * A thread may run several guests, one within another, of one group or of several, and may itself be that of a
     * member. So a guest is found from the frames of the thread that it is in.
     */

    private static final AtomicIntegerFieldUpdater<Guest> LEFT =
            AtomicIntegerFieldUpdater.newUpdater(Guest.class, "left");

    private static final AtomicReferenceFieldUpdater<Guest, @Nullable Owner> OWNER =
            AtomicReferenceFieldUpdater.newUpdater(Guest.class, Owner.class, "owner");

    private final Members members;

    /** Held while others interrupt the thread, so that it is still the task which they meet. */
    private final PatientLock staying = new PatientLock();

    // Written under the lock. Whoever looks at the thread does so without: an interrupt may hold the lock for long.
    /** The part of the task that the group knows: of those that run at the same time, the first. */
    private volatile @Nullable Frame known;

    // Guarded by the lock.

    /** Whether the thread runs another guest within the known part. */
    private boolean covered;

    /** Whether an interrupt met the thread while it ran another guest, which may have taken it. */
    private boolean owed;

    /** The epoch whose stop found the task in no thread; null if none has, or if a part has been interrupted since. */
    private @Nullable Epoch due;

    private volatile String name;
    private volatile int left;
    private final @Nullable TaskRecord recorded = FlightRecords.begin();

    /** What ends the task with its owner. Held here, so that it goes with the task. */
    private volatile @Nullable Owner owner;

    Guest(String name, Epoch epoch, Members members) {
        super(name, epoch, Thread.currentThread());
        this.name = name;
        this.members = members;
    }

    @Override
    String name() {
        return name;
    }

    @Override
    @Nullable
    TaskRecord recorded() {
        return recorded;
    }

    /** What a task keeps that the current thread starts; null if the thread runs no guest. */
    static @Nullable Origin originOfNext() {
        Frame starting = Frame.innermost();
        return starting == null ? null : starting.guest.asOrigin();
    }

    void rename(String name) {
        this.name = name;
        Origin known = knownAsOrigin();
        if (known != null) {
            known.rename(this);
        }
    }

    /** The guests that the current thread runs. */
    static List<Guest> inThisThread() {
        List<Guest> guests = new ArrayList<>();
        for (Frame frame = Frame.innermost(); frame != null; frame = frame.outer()) {
            guests.add(frame.guest);
        }
        return guests;
    }

    /** Records that a part of the task begins in the current thread. */
    Frame come() {
        Frame part = Frame.push(this);
        Frame outer = part.outer();
        if (outer != null && outer.guest != this) {
            outer.guest.cover(outer);
        }
        Epoch stopping;
        staying.lock();
        try {
            if (known != null) {
                return part;
            }
            known = part;
            stopping = due;
        } finally {
            staying.unlock();
        }
        if (stopping == null && epoch().isInterrupting()) { // the sweep may have missed it
            stopping = epoch();
        }
        if (stopping != null) {
            interrupt(stopping);
        }
        return part;
    }

    /**
     * Records that a part has ended, in whatever order and thread. An interrupt stays set: it may be one of the
     * thread's owner.
     */
    void go(Frame part) {
        staying.lock();
        try {
            if (known == part) {
                known = null;
                covered = false;
                owed = false;
            }
        } finally {
            staying.unlock();
        }
        part.close();
        Frame top = part.thread == Thread.currentThread() ? Frame.innermost() : null;
        if (top != null) {
            top.guest.uncover(top);
        }
    }

    private void cover(Frame part) {
        staying.lock();
        try {
            covered = known == part;
        } finally {
            staying.unlock();
        }
    }

    private void uncover(Frame part) {
        staying.lock();
        try {
            if (known != part) {
                return;
            }
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
    boolean leavesFirst() {
        if (!LEFT.compareAndSet(this, 0, 1)) {
            return false;
        }
        Origin known = knownAsOrigin();
        if (known != null) {
            known.end();
        }
        if (owner != null) {
            LostOwners.forget(watchedBy(null));
        }
        return true;
    }

    /** Sets what ends the task with its owner. Returns what has done so before. */
    @Nullable
    Owner watchedBy(@Nullable Owner next) {
        return OWNER.getAndSet(this, next);
    }

    /** Ends the task if its present owner is the lost one, which cannot end it any more. */
    void leak(Owner lost) {
        if (OWNER.compareAndSet(this, lost, null)) {
            LostOwners.forget(lost);
            leak();
        }
    }

    /** Ends the task, whose owner is lost. */
    void leak() {
        if (leavesFirst()) {
            members.leaks(this);
            epoch().group().execution().leaked(this);
        }
    }

    @Override
    boolean hasLeft() {
        return left != 0;
    }

    @Override
    boolean isAmong(Members candidates) {
        return members == candidates;
    }

    /** Interrupts the thread that the task is in; if it is in none, its next part is interrupted when that begins. */
    @Override
    boolean interrupt(Epoch stopping) {
        staying.lock();
        try {
            Frame part = known;
            if (part == null) {
                due = stopping;
                return false;
            }
            due = null;
            if (!claimInterrupt(stopping)) {
                return false;
            }
            owed = covered;
            part.thread.interrupt();
            return true;
        } finally {
            staying.unlock();
        }
    }

    @Override
    boolean owns(Thread candidate) {
        return false;
    }

    @Override
    String threadName() {
        Frame part = known;
        return part == null ? "" : part.thread.getName();
    }

    @Override
    boolean isInterrupted() {
        Frame part = known;
        return part != null && part.thread.isInterrupted();
    }

    @Override
    List<StackTraceElement> stack() {
        Frame part = known;
        if (part == null) {
            return List.of();
        }
        List<StackTraceElement> stack = List.of(part.thread.getStackTrace());
        return part == known ? stack : List.of();
    }

    @Override
    Place placeWithoutStack() {
        return hasLeft() ? Place.ENDED : Place.IN_NO_THREAD;
    }
}

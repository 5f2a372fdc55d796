package io.github.waitgroup;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A task without a thread of its own: it is in threads of others, now in one, now in none. */
final class Guest extends Member {

    /*
     * A thread may run several guests, one within another, of one group or of several, and may itself be that of a member. So
     * the index of the members by thread has no guests; each is found from the thread that it is in.
     */

    private static final ThreadLocal<@Nullable Guest> INNERMOST = new ThreadLocal<>();

    private final Members members;

    /** Held while others look at the thread or interrupt it, so that it is still the task which they see or meet. */
    private final ReentrantLock staying = new ReentrantLock();

    // Guarded by the lock.
    private @Nullable Thread host;
    private boolean flagIsOurs;

    /** The one that the host runs already. Used by the host alone. */
    private @Nullable Guest outer;

    private volatile String name;
    private volatile boolean left;

    Guest(String name, Run run, Members members) {
        super(name, run, Thread.currentThread());
        this.name = name;
        this.members = members;
    }

    @Override
    String name() {
        return name;
    }

    void rename(String name) {
        this.name = name;
    }

    /** The innermost guest among these members that the current thread runs. */
    static @Nullable Guest of(Members members) {
        Guest guest = INNERMOST.get();
        while (guest != null && (guest.members != members || guest.left)) {
            guest = guest.outer;
        }
        return guest;
    }

    /** Notes that a part of the task begins in the current thread. Returns false if it is in a thread already. */
    boolean come() {
        staying.lock();
        try {
            if (host != null) {
                return false;
            }
            outer = INNERMOST.get();
            INNERMOST.set(this);
            host = Thread.currentThread();
        } finally {
            staying.unlock();
        }
        if (acceptedIn().isInterrupting()) { // the sweep may have missed it
            interrupt();
        }
        return true;
    }

    /** Notes that the part has ended. An interrupt that it has not taken notice of goes with it. */
    void go() {
        staying.lock();
        try {
            host = null;
            if (flagIsOurs) {
                flagIsOurs = false;
                Thread.interrupted();
            }
        } finally {
            staying.unlock();
        }
        if (outer == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(outer);
        }
    }

    /** Notes that the task ends, wherever a part of it may still be. */
    void leaves() {
        left = true;
    }

    @Override
    void interrupt() {
        staying.lock();
        try {
            Thread thread = host;
            if (thread != null) {
                flagIsOurs |= !thread.isInterrupted();
                interrupt(thread);
            }
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
        staying.lock();
        try {
            return host == null ? "" : host.getName();
        } finally {
            staying.unlock();
        }
    }

    @Override
    boolean isInterrupted() {
        staying.lock();
        try {
            return host != null && host.isInterrupted();
        } finally {
            staying.unlock();
        }
    }

    @Override
    List<StackTraceElement> stack() {
        staying.lock();
        try {
            return host == null ? List.of() : List.of(host.getStackTrace());
        } finally {
            staying.unlock();
        }
    }
}

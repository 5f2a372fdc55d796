package io.github.waitgroup;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A task in a thread that is not the group's, and that does other things before and after. */
final class Guest extends Member {

    /*
     * A thread may run several guests, one within another, of one group or of several, and may itself be that of a member. So
     * the index of the members by thread has no guests; each is found from its own thread.
     */

    private static final ThreadLocal<@Nullable Guest> INNERMOST = new ThreadLocal<>();

    private final Members members;

    /** The one that the thread runs already. */
    private final @Nullable Guest outer = INNERMOST.get();

    /** Held while others look at the thread or interrupt it, so that it is still the task which they see or meet. */
    private final ReentrantLock staying = new ReentrantLock();

    // Guarded by the lock.
    private boolean gone;
    private boolean flagIsOurs;

    /** Creates a member in the current thread. */
    Guest(String name, Runnable task, Run run, Members members) {
        super(name, task, run, Thread.currentThread());
        this.members = members;
    }

    /** The innermost guest among these members that the current thread runs. */
    static @Nullable Guest of(Members members) {
        Guest guest = INNERMOST.get();
        while (guest != null && guest.members != members) {
            guest = guest.outer;
        }
        return guest;
    }

    /** Called by its own thread when the task begins. */
    void come() {
        INNERMOST.set(this);
    }

    /** Called by its own thread when the task has ended. An interrupt that the task has not taken notice of goes with it. */
    void go() {
        staying.lock();
        try {
            gone = true;
            if (flagIsOurs) {
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

    @Override
    void interrupt() {
        staying.lock();
        try {
            if (!gone) {
                flagIsOurs |= !thread().isInterrupted();
                super.interrupt();
            }
        } finally {
            staying.unlock();
        }
    }

    @Override
    boolean isInterrupted() {
        return whileItStays(super::isInterrupted, false);
    }

    @Override
    List<StackTraceElement> stack() {
        return whileItStays(super::stack, List.of());
    }

    private <T> T whileItStays(Supplier<T> question, T otherwise) {
        staying.lock();
        try {
            return gone ? otherwise : question.get();
        } finally {
            staying.unlock();
        }
    }
}

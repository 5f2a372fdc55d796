package io.github.waitgroup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of the tasks of a group, and the lock that guards all that is known of them. */
final class Stripe extends StripePadding {

    /*
     * Starting and ending a task takes the lock for a few field accesses, so the lock spins; a thread that meets a
     * holder whom the operating system has put aside, or who walks a long list, yields.
     */

    private static final VarHandle LOCKED;

    static {
        try {
            LOCKED = MethodHandles.lookup().findVarHandle(Stripe.class, "locked", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int SPINS_BEFORE_YIELD = 64;

    /** How many stripes a group has at most, so that the ids of their tasks differ. */
    static final int MAX_STRIPES = 64;

    @SuppressWarnings("UnusedVariable") // through LOCKED
    private volatile boolean locked;

    private final byte number;

    // Guarded by the lock.
    Admission admission = Admission.ANYONE;
    int awaited;

    /** Those of the awaited that are strays. */
    int strays;

    long accepted;

    /** Those of the accepted that were strays. */
    long acceptedStrays;

    /** When the latest task ended while not everyone was accepted. Zero if none has. */
    long lastEnd;

    long completed;
    long failed;
    long late;
    long leaked;
    long outlived;
    int longRunning;

    @Nullable
    Member newest;

    private @Nullable Member oldest;

    /** Numbers the tasks of the stripe, those that could not be started too. */
    private long sequence;

    Stripe(int number) {
        this.number = (byte) number;
    }

    boolean tryLock() {
        return LOCKED.compareAndSet(this, false, true); // not read before: that would fetch the cache line twice
    }

    void lock() {
        int spins = 0;
        while (!tryLock()) {
            if (++spins < SPINS_BEFORE_YIELD) {
                Thread.onSpinWait();
            } else {
                PatientLock.giveWay();
            }
        }
    }

    void unlock() {
        LOCKED.setRelease(this, false);
    }

    void link(Member member) {
        member.stripe = number;
        member.id = ++sequence * MAX_STRIPES + number;
        member.next = newest;
        if (newest != null) {
            newest.previous = member;
        } else {
            oldest = member;
        }
        newest = member;
        if (admission == Admission.ANYONE) { // a restart has come in between
            member.lineage = Member.KIN;
        }
        if (member.lineage == Member.STRAY) {
            strays++;
            acceptedStrays++;
        }
        awaited++;
        accepted++;
    }

    void unlink(Member member) {
        Member after = member.next;
        Member before = member.previous;
        if (after != null) {
            after.previous = before;
        } else {
            oldest = before;
        }
        if (before != null) {
            before.next = after;
        } else {
            newest = after;
        }
        member.previous = null;
        member.next = null;
        if (!member.leftOut) {
            awaitLess(member);
        }
        if (member.longRunning) {
            longRunning--;
        }
        member.hasNowLeft();
        if (admission != Admission.ANYONE) {
            lastEnd = System.nanoTime() | 1; // not zero
        }
    }

    private void awaitLess(Member member) {
        awaited--;
        if (member.lineage == Member.STRAY) {
            strays--;
        }
    }

    /** Marks a member that is meant to last. One that is not listed any more is not counted. */
    void markLongRunning(Member member) {
        if (!member.longRunning && (member == newest || member.previous != null)) {
            member.longRunning = true;
            longRunning++;
        }
    }

    /** Leaves the member out of all waits, if it is listed. Returns whether it was not left out before. */
    boolean leaveOutOfWaits(Member member) {
        if (member.leftOut || !isListed(member)) {
            return false;
        }
        member.leftOut = true;
        awaitLess(member);
        return true;
    }

    /** Takes back that members are left out of waits, and that some are strays. */
    void includeAllInWaits() {
        for (Member member = newest; member != null; member = member.next) {
            if (member.leftOut) {
                member.leftOut = false;
                awaited++;
            }
            member.becomesKin();
        }
        strays = 0;
        lastEnd = 0;
    }

    private boolean isListed(Member member) {
        Member listed = newest;
        while (listed != null && listed != member) {
            listed = listed.next;
        }
        return listed != null;
    }

    @Nullable
    Member find(Thread thread) {
        lock();
        try {
            Member member = newest;
            while (member != null && !member.owns(thread)) {
                member = member.next;
            }
            return member;
        } finally {
            unlock();
        }
    }

    @Nullable
    Member oldest() {
        lock();
        try {
            Member member = oldest;
            while (member != null && member.longRunning) {
                member = member.previous;
            }
            return member;
        } finally {
            unlock();
        }
    }

    /** Adds the members that were accepted first. */
    void addOldestTo(List<Member> members, int limit) {
        lock();
        try {
            Member member = oldest;
            for (int left = limit; member != null && left > 0; left--) {
                members.add(member);
                member = member.previous;
            }
        } finally {
            unlock();
        }
    }

    void addTo(List<Member> members) {
        lock();
        try {
            for (Member member = newest; member != null; member = member.next) {
                members.add(member);
            }
        } finally {
            unlock();
        }
    }
}

/**
 * Keeps the fields of two stripes on different pairs of cache lines, which processors fetch together, so that threads
 * which use different stripes do not slow each other.
 */
@SuppressWarnings("unused")
abstract class StripePadding {

    private long p0, p1, p2, p3, p4, p5, p6, p7;
    private long q0, q1, q2, q3, q4, q5, q6, q7;
}

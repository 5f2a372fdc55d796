package io.github.waitgroup;

import io.github.waitgroup.TaskEnd.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of the tasks of a group, and the lock that guards all that is known of them. */
final class Stripe extends StripeEnds {

    /** How many stripes a group has at most, so that the ids of their tasks differ. */
    static final int MAX_STRIPES = 64;

    /** How many chunks are looked at when another one is needed: more than one, so that none is kept for good. */
    private static final int CHUNKS_PER_SWEEP = 4;

    Stripe(int number, Admission admission, boolean isWatched) {
        super(number, admission);
        watch(isWatched);
    }

    /** Lists a member. May fail for want of memory, before anything changes. */
    void link(Member member) {
        Chunk current = newest;
        if (current == null || used == current.length()) {
            current = open(new Chunk(current));
        }
        if (admission == Admission.ANYONE && member.isStray()) { // a restart has come in between
            member.joins(Lineage.KIN);
        }
        member.stripe = this;
        member.id = ++sequence * MAX_STRIPES + number;
        member.chunk = current;
        member.place = (byte) used;
        current.setRelease(used, member);
        used++;
        if (member.isStray()) {
            strays++;
            acceptedStrays++;
        }
        accepted++;
    }

    private Chunk open(Chunk chunk) {
        sweep();
        chunk.older = newest;
        if (newest == null) {
            oldest = chunk;
        } else {
            newest.newer = chunk;
        }
        newest = chunk;
        used = 0;
        return chunk;
    }

    /** Drops chunks that are over, of a few that it looks at: each time the next ones. */
    private void sweep() {
        for (int i = 0; i < CHUNKS_PER_SWEEP && oldest != null; i++) {
            Chunk looked = swept == null ? oldest : swept;
            swept = looked.newer;
            if (looked.isOver()) {
                remove(looked);
            }
        }
    }

    private void remove(Chunk chunk) {
        if (chunk.older == null) {
            oldest = chunk.newer;
        } else {
            chunk.older.newer = chunk.newer;
        }
        if (chunk.newer == null) {
            newest = chunk.older;
        } else {
            chunk.newer.older = chunk.older;
        }
        if (swept == chunk) {
            swept = chunk.newer;
        }
        chunk.newer = null; // an ended member that somebody keeps must not keep all that came after it
        chunk.older = null;
    }

    /** Ends a member; {@code outcome} is null if it could not begin, and is as if it had never been. */
    void end(Member member, @Nullable Outcome outcome) {
        boolean isStray = member.isStray();
        member.leaves();
        if (outcome != null && member.outlives()) {
            outlived++;
        }
        if (outcome == null) {
            accepted--;
        } else {
            countEnd();
        }
        if (outcome == Outcome.FAILED) {
            failed++;
        }
        if (isStray && outcome == null) {
            acceptedStrays--;
        }
        if (member.leftOut) {
            leftOut--;
        } else if (isStray) {
            strays--;
        }
        if (member.longRunning) {
            longRunning--;
        }
        if (admission != Admission.ANYONE) {
            lastEnd = System.nanoTime() | 1; // not zero
        }
    }

    long completed() {
        return ended() - failed;
    }

    /** How many members are active. Exact only while the ends are watched. */
    int active() {
        return (int) (accepted - ended());
    }

    /** How many members waits are for. Exact only while the ends are watched. */
    int awaited() {
        return active() - leftOut;
    }

    /** The same without strays. */
    int kin() {
        return awaited() - strays;
    }

    /** Marks a member that is meant to last, unless it has left. */
    void markLongRunning(Member member) {
        if (!member.longRunning && member.mark()) {
            member.longRunning = true;
            longRunning++;
        }
    }

    /** Leaves the member out of all waits. Returns false if it has left, or was left out before. */
    boolean leaveOutOfWaits(Member member) {
        if (member.leftOut || !member.mark()) {
            return false;
        }
        member.leftOut = true;
        leftOut++;
        strays -= member.isStray() ? 1 : 0;
        return true;
    }

    /** Takes back that members are left out of waits, and that some are strays. */
    void includeAllInWaits() {
        if (leftOut > 0 || strays > 0) {
            for (Member member = first(); member != null; member = next(member)) {
                member.leftOut = false;
                member.becomesKin();
            }
        }
        leftOut = 0;
        strays = 0;
        lastEnd = 0;
    }

    /** The first of the members, in the order in which they were accepted. Under the lock, as all that follows. */
    @Nullable
    Member first() {
        return from(oldest, 0);
    }

    /** The member that was accepted after the given one. */
    @Nullable
    Member next(Member member) {
        return from(member.chunk, member.place + 1);
    }

    /** The first member from a place of a chunk on. Drops chunks that are over on the way, so each is seen once. */
    private @Nullable Member from(@Nullable Chunk first, int firstPlace) {
        int place = firstPlace;
        for (Chunk chunk = first; chunk != null; place = 0) {
            Member found = chunk.from(place);
            if (found != null) {
                return found;
            }
            Chunk newer = chunk.newer;
            if (place == 0 && newer != null && chunk.isOver()) {
                remove(chunk);
            }
            chunk = newer;
        }
        return null;
    }

    @Nullable
    Member find(Thread thread) {
        Member member = first();
        while (member != null && !member.owns(thread)) {
            member = next(member);
        }
        return member;
    }

    /** The first of the members that are not meant to last. */
    @Nullable
    Member oldest() {
        Member member = first();
        while (member != null && member.longRunning) {
            member = next(member);
        }
        return member;
    }

    /** Adds the members that were accepted first. */
    void addOldestTo(List<Member> members, int limit) {
        int left = limit;
        for (Member member = first(); member != null && left > 0; member = next(member)) {
            members.add(member);
            left--;
        }
    }
}

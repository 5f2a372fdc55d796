package io.github.waitgroup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The tasks of a group: who may join, which are active, and what became of the others. */
final class Members {

    /*
     * Each task belongs to one of several stripes. A thread that starts tasks has a few of its own and fills them in turn, a row
     * of tasks at a time: so threads which start tasks at the same time rarely meet, and one which starts many is at another
     * stripe than those which end what it has started before. Who may join, which tasks are active and how many were accepted
     * and have ended: for the tasks of a stripe, all of it changes under the lock of that stripe, in one step. So there is one
     * truth, and no moment at which a task is accepted but not listed, or counted but not there.
     *
     * What concerns all tasks takes all locks, always in the same order: who may join from now on, the exact counts, the begin
     * of a wait, and, while somebody waits, the end of a task that leaves its stripe empty and so may be the last of all.
     *
     *   who may join   ANYONE ----> MEMBERS ----> NOBODY, and from each back to ANYONE
     *
     * Nothing that may fail for want of memory happens between a change of a stripe and the release of its lock: a lock that
     * stays held would stop the group for good. So those sections load no class and create no lambda.
     *
     * A member that starts another is itself active until after the join, so the group cannot be empty in between and no wait
     * can return in between.
     */

    /** Who may join. */
    enum Admission {
        ANYONE,
        /** Only a task that is active already may start another. */
        MEMBERS,
        NOBODY
    }

    /** How a task ended. */
    enum Outcome {
        COMPLETED,
        FAILED,
        /** It was accepted, but its thread could not be started: as if it had never been. */
        NOT_STARTED
    }

    /** How many stripes a starting thread fills in turn. */
    private static final int TURNS = 4;

    /** How many tasks go to one stripe before it is the next one's turn. */
    private static final int ROW = 256;

    /** Enough that threads on all processors rarely meet, few enough to take the locks of all. */
    private static final int STRIPES =
            Math.min(64, Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 2 * TURNS);

    private final Stripe[] stripes = new Stripe[STRIPES];
    private final LongAdder refused = new LongAdder();

    /** Closed when the last task ends; null if nobody waits for that. Written under all locks, read under any. */
    private @Nullable StopChannel empty;

    /** The active tasks by thread; null until somebody asks while only members may join. Written under all locks. */
    private volatile @Nullable Map<Thread, Member> byThread;

    Members() {
        Arrays.setAll(stripes, Stripe::new);
    }

    /** Returns whether the task was accepted: from then on it is active, until {@link #leave}. */
    boolean join(Member member) {
        Admission admission = join(member, Admission.ANYONE);
        if (admission == Admission.ANYONE) {
            return true;
        }
        if (admission == Admission.MEMBERS && current() != null) {
            admission = join(member, Admission.MEMBERS);
            if (admission != Admission.NOBODY) {
                return true;
            }
        }
        refused.increment();
        return false;
    }

    /** Accepts the task if {@code candidate} may join. Returns who may. */
    private Admission join(Member member, Admission candidate) {
        Stripe stripe = lockFor(member);
        try {
            if (stripe.admission.compareTo(candidate) <= 0) {
                Map<Thread, Member> index = byThread;
                if (index != null && !(member instanceof Guest)) {
                    index.put(member.thread(), member); // before the link: it may fail, the link cannot
                }
                stripe.link(member);
            }
            return stripe.admission;
        } finally {
            stripe.unlock();
        }
    }

    void leave(Member member, Outcome outcome) {
        Stripe stripe = stripes[member.stripe];
        stripe.lock();
        boolean mayBeLast;
        try {
            mayBeLast = empty != null && stripe.awaited == 1;
            if (!mayBeLast) {
                end(member, outcome, stripe);
            }
        } finally {
            stripe.unlock();
        }
        if (mayBeLast) {
            leaveMaybeLast(member, outcome, stripe);
        }
        Map<Thread, Member> index = byThread;
        if (index != null && !(member instanceof Guest)) {
            index.remove(member.thread());
        }
    }

    private void leaveMaybeLast(Member member, Outcome outcome, Stripe stripe) {
        StopChannel emptied;
        lockAll();
        try {
            end(member, outcome, stripe);
            emptied = takeEmpty();
        } finally {
            unlockAll();
        }
        if (emptied != null) {
            emptied.close();
        }
    }

    /** Returns what is to be closed because nobody is awaited any more, if anybody waits. All stripes are locked. */
    private @Nullable StopChannel takeEmpty() {
        if (awaited() > 0) {
            return null;
        }
        StopChannel emptied = empty;
        empty = null;
        return emptied;
    }

    /** Leaves an active task out of all waits. Returns whether it was active and not left out before. */
    boolean detach(Member member) {
        boolean detached;
        StopChannel emptied;
        lockAll();
        try {
            detached = stripes[member.stripe].detach(member);
            emptied = takeEmpty();
        } finally {
            unlockAll();
        }
        if (emptied != null) {
            emptied.close();
        }
        return detached;
    }

    private void end(Member member, Outcome outcome, Stripe stripe) {
        stripe.unlink(member);
        if (outcome == Outcome.COMPLETED) {
            stripe.completed++;
        } else if (outcome == Outcome.FAILED) {
            stripe.failed++;
        } else {
            stripe.accepted--;
        }
    }

    /** Waits until no task is active but for those that are left out, at most {@code timeout} nanoseconds. Returns whether there was such a moment. */
    boolean await(long timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        StopChannel awaited;
        lockAll();
        try {
            if (awaited() == 0) {
                return true;
            }
            if (empty == null) {
                empty = new StopChannel();
            }
            awaited = empty;
        } finally {
            unlockAll();
        }
        return awaited.await(timeout);
    }

    /** The task that runs in the current thread. */
    @Nullable
    Member current() {
        Guest guest = Guest.of(this);
        return guest != null ? guest : find(Thread.currentThread());
    }

    /** The task that runs in the given thread; guests are found in the current one only, by {@link #current}. */
    @Nullable
    Member find(Thread thread) {
        Map<Thread, Member> index = byThread;
        if (index == null && admission() == Admission.MEMBERS) {
            index = index();
        }
        if (index != null) {
            return index.get(thread);
        }
        for (Stripe stripe : stripes) {
            Member found = stripe.find(thread);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private Map<Thread, Member> index() {
        lockAll();
        try {
            Map<Thread, Member> index = byThread;
            if (index == null) {
                index = new ConcurrentHashMap<>(awaited());
                for (Stripe stripe : stripes) {
                    for (Member member = stripe.newest; member != null; member = member.next) {
                        if (!(member instanceof Guest)) {
                            index.put(member.thread(), member);
                        }
                    }
                }
                if (stripes[0].admission == Admission.MEMBERS) { // no restart has come in between
                    byThread = index;
                }
            }
            return index;
        } finally {
            unlockAll();
        }
    }

    /** The active tasks. Those that come or go meanwhile may be among them or not. */
    List<Member> oldestFirst() {
        List<Member> active = new ArrayList<>();
        for (Stripe stripe : stripes) {
            stripe.addTo(active);
        }
        active.sort(Comparator.comparingLong(Member::started));
        return active;
    }

    /** The active task that was accepted first; those that come or go meanwhile may be taken for it or not. */
    @Nullable
    Member oldest() {
        Member oldest = null;
        for (Stripe stripe : stripes) {
            Member candidate = stripe.oldest();
            if (candidate != null && (oldest == null || candidate.started() - oldest.started() < 0)) {
                oldest = candidate;
            }
        }
        return oldest;
    }

    TaskCounts counts() {
        long accepted = 0;
        long completed = 0;
        long failed = 0;
        lockAll();
        try {
            for (Stripe stripe : stripes) {
                accepted += stripe.accepted;
                completed += stripe.completed;
                failed += stripe.failed;
            }
        } finally {
            unlockAll();
        }
        return new TaskCounts(accepted, completed, failed, refused.sum());
    }

    Admission admission() {
        Stripe stripe = lockNear(home());
        try {
            return stripe.admission;
        } finally {
            stripe.unlock();
        }
    }

    /** Lets only those join whom {@code admission} names. Returns how many tasks are active at that moment. */
    int admit(Admission admission) {
        lockAll();
        try {
            for (Stripe stripe : stripes) {
                stripe.admission = admission;
                if (admission == Admission.ANYONE) {
                    stripe.attachAll();
                }
            }
            if (admission != Admission.MEMBERS) {
                byThread = null;
            }
            return awaited();
        } finally {
            unlockAll();
        }
    }

    /** Threads are numbered as they are made, so the number of the new one tells whose turn it is without another count. */
    private Stripe lockFor(Member member) {
        int row = (int) (member.thread().getId() / ROW);
        return lockNear(home() + row % TURNS);
    }

    /** The first of the stripes of the current thread. */
    private static int home() {
        return (int) Thread.currentThread().getId() * TURNS;
    }

    /** Locks a stripe: the preferred one, or another if that is taken. */
    private Stripe lockNear(int preferred) {
        for (int i = 0; i < STRIPES; i++) {
            Stripe stripe = stripes[(preferred + i) & (STRIPES - 1)];
            if (stripe.tryLock()) {
                return stripe;
            }
        }
        Stripe stripe = stripes[preferred & (STRIPES - 1)];
        stripe.lock();
        return stripe;
    }

    private void lockAll() {
        for (Stripe stripe : stripes) {
            stripe.lock();
        }
    }

    private void unlockAll() {
        for (Stripe stripe : stripes) {
            stripe.unlock();
        }
    }

    private int awaited() {
        int awaited = 0;
        for (Stripe stripe : stripes) {
            awaited += stripe.awaited;
        }
        return awaited;
    }
}

package io.github.waitgroup;

import io.github.waitgroup.Departure.Kind;
import io.github.waitgroup.TaskEnd.Outcome;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The tasks of a group: who may join, which are active, and what became of the others. */
final class Members {

    /*
     * Each task belongs to one of several stripes: that of its starting thread, so that threads which start tasks at
     * the same time rarely meet. There is one to begin with, and more where threads meet.
     *
     * A task is accepted in one step under the lock of its stripe, and ends in one step too: a task that completes, and
     * that nobody has marked, by a compare-and-set of the number of ends, which is all that it writes besides its own
     * place; any other end takes the lock. While a wait or a stop lasts, the ends are watched: then all take the lock.
     *
     * What concerns all tasks takes all locks, always in the same order: who may join from now on, the counts, the
     * begin of a wait, and, while a wait lasts, the end of a task that leaves its stripe empty and so may be the last
     * of all. So there is no moment at which a task is accepted but not listed, or counted but not there. A task in the
     * midst of its end is counted although it is listed no more.
     *
     *   who may join   ANYONE ---> [OUTSIDERS] ---> MEMBERS ---> NOBODY, and from each back to ANYONE
     *
     * Nothing that may fail for want of memory happens between a change of a stripe and the release of its lock: a lock
     * that stays held would stop the group for good. So those sections load no class and create no lambda.
     *
     * A member that starts another is itself active until after the join, so the group cannot be empty in between and
     * no wait can return in between.
     */

    /** Enough that threads on all processors rarely meet, few enough to take the locks of all. */
    private static final int MAX_STRIPES = Math.min(
            Stripe.MAX_STRIPES, 2 * Integer.highestOneBit(Runtime.getRuntime().availableProcessors()));

    /** The number is a power of two. Written under the lock of the first, which is always the same. */
    private volatile Stripe[] stripes = {new Stripe(0, Admission.ANYONE, false)};

    /** The epoch in which tasks are accepted now. Written under all locks. */
    private volatile Epoch epoch;

    /** What others wait for; null if nobody waits. Written under all locks, read under any. */
    private @Nullable Departure departures;

    /** The groups that this one drains with. */
    private final AtomicReference<@Nullable GroupSet> groupSet = new AtomicReference<>();

    Members(Epoch first) {
        epoch = first;
    }

    Epoch epoch() {
        return epoch;
    }

    /** The number of another task that is given no name. */
    long nextUnnamed() {
        return first().nextUnnamed();
    }

    /** Returns whether the task was accepted: from then on it is active, until {@link #leave}. */
    boolean accept(Member member) {
        Admission admission = accept(member, Admission.ANYONE);
        if (admission == Admission.ANYONE) {
            return true;
        }
        if (admission != Admission.NOBODY && acceptWhileStopping(member)) {
            return true;
        }
        refuse();
        member.epoch().recordRefusal(member.name());
        return false;
    }

    private void refuse() {
        Stripe stripe = lockNear();
        stripe.refused++;
        stripe.unlock();
    }

    private boolean acceptWhileStopping(Member member) {
        GroupSet set = groupSet.get();
        if (set == null) {
            return acceptFrom(lineageWithin(), member);
        }
        set.beginJoin();
        try {
            return acceptFrom(lineage(set), member);
        } finally {
            set.endJoin();
        }
    }

    private boolean acceptFrom(Lineage caller, Member member) {
        Admission candidate = caller == Lineage.NONE ? Admission.OUTSIDERS : Admission.MEMBERS;
        member.joins(caller == Lineage.KIN ? Lineage.KIN : Lineage.STRAY);
        return accept(member, candidate).compareTo(candidate) <= 0;
    }

    /** How the current thread is related to what was in flight when a stop began. */
    private Lineage lineage(GroupSet set) {
        Lineage among = set.lineage();
        return among == Lineage.NONE ? lineageWithin() : among;
    }

    private Lineage lineageWithin() {
        Member current = current();
        return current == null ? Lineage.NONE : current.lineage();
    }

    /** Accepts a task that cannot be refused: from now on it is active, until {@link #leave}. */
    void join(Member member) {
        Admission admission = accept(member, Admission.ANYONE);
        if (admission == Admission.ANYONE || (admission != Admission.NOBODY && acceptWhileStopping(member))) {
            return;
        }
        member.joins(Lineage.KIN);
        accept(member, Admission.NOBODY);
    }

    /** The groups that this one drains with; null if it drains alone. */
    @Nullable
    GroupSet groupSet() {
        return groupSet.get();
    }

    /** Lets the group drain with others. Returns false if it drains with still others. */
    boolean belongTo(GroupSet set) {
        return groupSet.compareAndSet(null, set) || groupSet.get() == set;
    }

    /** Counts a membership whose owner was lost. */
    void leaks(Member member) {
        Stripe stripe = member.stripe();
        stripe.lock();
        stripe.leaked++;
        stripe.unlock();
    }

    Anomalies anomalies() {
        long late = 0;
        long leaked = 0;
        long outlived = 0;
        Stack.ensureRoom();
        for (Stripe stripe : stripes) {
            stripe.lock();
            late += stripe.late;
            leaked += stripe.leaked;
            outlived += stripe.outlived;
            stripe.unlock();
        }
        return new Anomalies(late, leaked, outlived);
    }

    /** Marks a task that is meant to last. */
    void markLongRunning(Member member) {
        Stack.ensureRoom();
        Stripe stripe = member.stripe();
        stripe.lock();
        try {
            stripe.markLongRunning(member);
        } finally {
            stripe.unlock();
        }
    }

    /** The number of active tasks that are meant to last. */
    int longRunning() {
        int longRunning = 0;
        Stack.ensureRoom();
        for (Stripe stripe : stripes) {
            stripe.lock();
            longRunning += stripe.longRunning;
            stripe.unlock();
        }
        return longRunning;
    }

    /** Accepts the task if {@code candidate} may join. Returns who may, in the epoch that the member has then. */
    private Admission accept(Member member, Admission candidate) {
        Stripe stripe = lockNear();
        try {
            Admission admission = stripe.admission;
            if (member.epoch() != epoch) { // a restart has come in between
                member.epoch(epoch);
            }
            if (admission.compareTo(candidate) <= 0) {
                stripe.link(member);
                if (candidate == Admission.NOBODY && admission != Admission.ANYONE) {
                    stripe.late++;
                }
            }
            return admission;
        } finally {
            stripe.unlock();
        }
    }

    /**
     * Ends a task that was accepted.
     *
     * @param outcome null if its thread could not be started: as if it had never been
     */
    void leave(Member member, @Nullable Outcome outcome) {
        boolean leftAlone = outcome == Outcome.COMPLETED && !member.outlives() && member.leavesAlone();
        if (!leftAlone || !member.stripe().countEndUnwatched()) {
            leave(member, outcome, leftAlone);
        }
    }

    /** Ends a task under the lock of its stripe; if it has left alone, no wait has counted it as a certain one. */
    private void leave(Member member, @Nullable Outcome outcome, boolean leftAlone) {
        Stripe stripe = member.stripe();
        stripe.lock();
        boolean mayBeLast;
        try {
            mayBeLast = departures != null && (stripe.awaited() == 1 || stripe.kin() == 1 || member.epoch() != epoch);
            if (!mayBeLast) {
                stripe.end(member, outcome);
            }
        } finally {
            stripe.unlock();
        }
        if (mayBeLast) {
            leaveMaybeLast(member, outcome, leftAlone);
        }
    }

    private void leaveMaybeLast(Member member, @Nullable Outcome outcome, boolean leftAlone) {
        Departure over;
        lockAll();
        try {
            boolean counted = !leftAlone && !member.leftOut;
            member.stripe().end(member, outcome);
            over = takeOver(counted ? member : null);
        } finally {
            unlockAll();
        }
        Departure.announce(over);
    }

    /** Takes out the departures that are over now that {@code gone} is awaited no more. All stripes are locked. */
    private @Nullable Departure takeOver(@Nullable Member gone) {
        Departure over = null;
        Departure kept = null;
        for (Departure departure = departures; departure != null; ) {
            Departure next = departure.next;
            if (gone != null && departure.isOfEarlierEpoch(epoch) && departure.concerns(gone)) {
                departure.remaining--;
            }
            boolean ends = isOver(departure);
            departure.next = ends ? over : kept;
            if (ends) {
                departure.isOver = true;
                over = departure;
            } else {
                kept = departure;
            }
            departure = next;
        }
        departures = kept;
        return over;
    }

    /** All stripes are locked. */
    private boolean isOver(Departure departure) {
        return awaited() == 0
                || (departure.isOfEarlierEpoch(epoch) && departure.remaining == 0)
                || (departure.kind != Kind.OF_GROUP && isQuiet(departure.kind));
    }

    /** Whether a wait of a set of groups is over, as far as this group is concerned. All stripes are locked. */
    private boolean isQuiet(Kind kind) {
        return first().admission == Admission.NOBODY || (kind == Kind.OF_LINEAGE ? kin() : awaited()) == 0;
    }

    /** Leaves an active task out of all waits. Returns whether it was active and not left out before. */
    boolean leaveOutOfWaits(Member member) {
        boolean leftOut;
        Departure over;
        Stack.ensureRoom();
        lockAll();
        try {
            leftOut = member.stripe().leaveOutOfWaits(member);
            over = takeOver(leftOut ? member : null);
        } finally {
            unlockAll();
        }
        Departure.announce(over);
        return leftOut;
    }

    /**
     * Waits until no task is active but for those that are left out, at most {@code timeout} nanoseconds. Returns
     * whether there was such a moment.
     */
    boolean await(long timeout) throws InterruptedException {
        return await(new Departure(Kind.OF_GROUP, null), timeout, null);
    }

    /** The same without a time limit. */
    void await(WaitGraph.Unlimited wait) throws InterruptedException {
        await(new Departure(Kind.OF_GROUP, null), Long.MAX_VALUE, wait);
    }

    /** The same for the tasks that were accepted in the given epoch or in earlier ones. */
    boolean await(Epoch last, long timeout) throws InterruptedException {
        return await(new Departure(Kind.OF_GROUP, last), timeout, null);
    }

    /**
     * Waits at most {@code timeout} nanoseconds until this group does not hold up a wait of its set. Returns whether
     * there was such a moment.
     */
    boolean awaitQuiet(Kind kind, long timeout) throws InterruptedException {
        return await(new Departure(kind, null), timeout, null);
    }

    /**
     * The number of tasks that have been accepted, if none of them holds up a wait of the set; or else -1. If the
     * number is the same later, no task has come and gone in between.
     */
    long acceptedIfQuiet(Kind kind) {
        long accepted = 0;
        Stack.ensureRoom();
        lockAll();
        try {
            if (!isQuiet(kind)) {
                return -1;
            }
            for (Stripe stripe : stripes) {
                accepted += kind == Kind.OF_LINEAGE ? stripe.accepted - stripe.acceptedStrays : stripe.accepted;
            }
        } finally {
            unlockAll();
        }
        return accepted;
    }

    /** When the latest task ended since a stop began; zero if none has. */
    long lastEnd() {
        long last = 0;
        Stack.ensureRoom();
        lockAll();
        try {
            for (Stripe stripe : stripes) {
                if (last == 0 || (stripe.lastEnd != 0 && stripe.lastEnd - last > 0)) {
                    last = stripe.lastEnd;
                }
            }
        } finally {
            unlockAll();
        }
        return last;
    }

    private boolean await(Departure asked, long timeout, WaitGraph.@Nullable Unlimited wait)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Stack.ensureRoom();
        Departure departure;
        lockAll();
        try {
            watch(true);
            departure = find(asked);
            if (departure == null) {
                asked.remaining = asked.isOfEarlierEpoch(epoch) ? awaited(asked) : awaited();
                if (asked.remaining == 0 || isOver(asked)) {
                    watch(isWatchNeeded());
                    return true;
                }
                departure = asked;
                departure.next = departures;
                departures = departure;
            }
            departure.waiters++;
        } finally {
            unlockAll();
        }
        if (wait != null) {
            wait.awaits(departure);
        }
        try {
            return departure.channel.await(timeout);
        } finally {
            leave(departure);
        }
    }

    /** Forgets a departure that nobody waits for any more. */
    private void leave(Departure departure) {
        lockAll();
        try {
            if (--departure.waiters == 0 && !departure.isOver) {
                remove(departure);
            }
            watch(isWatchNeeded());
        } finally {
            unlockAll();
        }
    }

    private void remove(Departure departure) {
        if (departures == departure) {
            departures = departure.next;
            return;
        }
        Departure before = departures;
        while (before != null && before.next != departure) {
            before = before.next;
        }
        if (before != null) {
            before.next = departure.next;
        }
    }

    private @Nullable Departure find(Departure same) {
        Departure departure = departures;
        while (departure != null && !departure.isLike(same)) {
            departure = departure.next;
        }
        return departure;
    }

    /** Lets each end take a lock, or not any more. All stripes are locked. */
    private void watch(boolean isWatched) {
        if (first().isWatched() != isWatched) {
            for (Stripe stripe : stripes) {
                stripe.watch(isWatched);
            }
        }
    }

    private boolean isWatchNeeded() {
        return departures != null || first().admission != Admission.ANYONE;
    }

    /** The number of tasks that the departure is for, each of which is marked. All stripes are locked, and watched. */
    private int awaited(Departure departure) {
        int awaited = 0;
        for (Stripe stripe : stripes) {
            for (Member member = stripe.first(); member != null; member = stripe.next(member)) {
                if (!member.leftOut && departure.concerns(member) && member.mark()) {
                    awaited++;
                }
            }
        }
        return awaited;
    }

    /** The task that runs in the current thread. */
    @Nullable
    Member current() {
        Member known = Frame.of(this);
        return known != null ? known : find(Thread.currentThread());
    }

    /** The task that the given thread was made for; null if there is none. */
    @Nullable
    Member find(Thread thread) {
        Member known = Member.of(thread);
        if (known != null) {
            return known.isAmong(this) ? known : null;
        }
        return mayBeOfTask(thread) ? search(thread) : null;
    }

    /** Whether the thread may be that of a task which has given it another handler: it has the name of one. */
    private boolean mayBeOfTask(Thread thread) {
        UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
        return handler != null && handler != thread.getThreadGroup() && epoch.namesThread(thread);
    }

    private @Nullable Member search(Thread thread) {
        Stack.ensureRoom();
        for (Stripe stripe : stripes) {
            stripe.lock();
            try {
                Member found = stripe.find(thread);
                if (found != null) {
                    return found;
                }
            } finally {
                stripe.unlock();
            }
        }
        return null;
    }

    /** The active tasks in no order. Those that come or go meanwhile may be among them or not. */
    List<Member> active() {
        Stack.ensureRoom();
        return oldestOfEach(Integer.MAX_VALUE);
    }

    /** The active tasks. Those that come or go meanwhile may be among them or not. */
    List<Member> oldestFirst() {
        return sorted(active());
    }

    /** The tasks that were accepted first, as {@link #oldestFirst()}. */
    List<Member> oldestFirst(int limit) {
        Stack.ensureRoom();
        List<Member> candidates = sorted(oldestOfEach(limit));
        return candidates.subList(0, Math.min(candidates.size(), limit));
    }

    private List<Member> oldestOfEach(int limit) {
        List<Member> members = new ArrayList<>();
        for (Stripe stripe : stripes) {
            stripe.lock();
            try {
                stripe.addOldestTo(members, limit);
            } finally {
                stripe.unlock();
            }
        }
        return members;
    }

    private static List<Member> sorted(List<Member> members) {
        members.sort((one, other) -> Long.signum(one.started() - other.started())); // the clock may overflow
        return members;
    }

    /**
     * The active task that was accepted first and is not meant to last; those that come or go meanwhile may be taken
     * for it or not.
     */
    @Nullable
    Member oldest() {
        Stack.ensureRoom();
        Member oldest = null;
        for (Stripe stripe : stripes) {
            stripe.lock();
            Member candidate;
            try {
                candidate = stripe.oldest();
            } finally {
                stripe.unlock();
            }
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
        long refused = 0;
        Stack.ensureRoom();
        lockAll();
        try {
            for (Stripe stripe : stripes) {
                accepted += stripe.accepted;
                completed += stripe.completed();
                failed += stripe.failed;
                refused += stripe.refused;
            }
        } finally {
            unlockAll();
        }
        return new TaskCounts(accepted, completed, failed, refused);
    }

    Admission admission() {
        Stack.ensureRoom();
        Stripe first = first();
        first.lock();
        try {
            return first.admission;
        } finally {
            first.unlock();
        }
    }

    /** Lets only those join whom {@code admission} names. Returns how the tasks stand at that moment. */
    Standing admit(Admission admission) {
        Standing standing;
        Departure over;
        Stack.ensureRoom();
        lockAll();
        try {
            standing = countedNow(); // before anything changes: it needs memory
            watch(true);
            for (Stripe stripe : stripes) {
                stripe.admission = admission;
            }
            over = takeOver(null);
        } finally {
            unlockAll();
        }
        Departure.announce(over);
        return standing;
    }

    /** How the tasks stand now. */
    Standing standing() {
        Stack.ensureRoom();
        lockAll();
        try {
            return countedNow();
        } finally {
            unlockAll();
        }
    }

    /** All stripes are locked. */
    private Standing countedNow() {
        long active = 0;
        long accepted = 0;
        for (Stripe stripe : stripes) {
            active += stripe.active();
            accepted += stripe.accepted;
        }
        return new Standing(System.nanoTime(), (int) active, accepted);
    }

    /**
     * Lets anyone join, from now on in the given epoch, and takes back that tasks are left out of waits. Returns how
     * the tasks stand at that moment.
     */
    Standing restart(Epoch next) {
        Stack.ensureRoom();
        lockAll();
        try {
            Standing standing = countedNow(); // before anything changes: it needs memory
            for (Stripe stripe : stripes) {
                stripe.admission = Admission.ANYONE;
                stripe.includeAllInWaits();
            }
            epoch = next;
            for (Departure departure = departures; departure != null; departure = departure.next) {
                departure.remaining = awaited(departure);
            }
            watch(isWatchNeeded());
            return standing;
        } finally {
            unlockAll();
        }
    }

    /** The stripe that never changes. */
    private Stripe first() {
        return stripes[0];
    }

    /** Locks a stripe: that of the current thread, or another if that is taken. */
    private Stripe lockNear() {
        int home = (int) Thread.currentThread().getId();
        while (true) {
            Stripe[] all = stripes;
            for (int i = 0; i < all.length; i++) {
                Stripe stripe = all[(home + i) & (all.length - 1)];
                if (stripe.tryLock()) {
                    return stripe;
                }
            }
            if (all.length == MAX_STRIPES) {
                Stripe stripe = all[home & (MAX_STRIPES - 1)];
                stripe.lock();
                return stripe;
            }
            addStripes(all);
        }
    }

    /** Doubles the number of stripes, unless others have. */
    private void addStripes(Stripe[] known) {
        Stripe[] more = Arrays.copyOf(known, 2 * known.length);
        Stripe first = first();
        first.lock();
        try {
            for (int i = known.length; i < more.length; i++) {
                more[i] = new Stripe(i, first.admission, first.isWatched());
            }
            if (stripes == known) {
                stripes = more;
            }
        } finally {
            first.unlock();
        }
    }

    private void lockAll() {
        Stripe first = first();
        first.lock(); // from here on there are no more
        for (Stripe stripe : stripes) {
            if (stripe != first) {
                stripe.lockToo();
            }
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
            awaited += stripe.awaited();
        }
        return awaited;
    }

    private int kin() {
        int kin = 0;
        for (Stripe stripe : stripes) {
            kin += stripe.kin();
        }
        return kin;
    }
}

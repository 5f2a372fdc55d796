package io.github.waitgroup;

import io.github.waitgroup.Departure.Kind;
import io.github.waitgroup.TaskEnd.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The tasks of a group: who may join, which are active, and what became of the others. */
final class Members {

    /*
     * Each task belongs to one of several stripes. A thread that starts tasks has a few of its own and fills them in
     * turn, a row of tasks at a time: so threads which start tasks at the same time rarely meet, and one which starts
     * many is at another stripe than those which end what it has started before. Who may join, which tasks are active
     * and how many were accepted and have ended: for the tasks of a stripe, all of it changes under the lock of that
     * stripe, in one step. So there is one truth, and no moment at which a task is accepted but not listed, or counted
     * but not there.
     *
     * What concerns all tasks takes all locks, always in the same order: who may join from now on, the exact counts,
     * the begin of a wait, and, while a wait lasts, the end of a task that leaves its stripe empty and so may be the
     * last of all.
     *
     *   who may join   ANYONE ---> [OUTSIDERS] ---> MEMBERS ---> NOBODY, and from each back to ANYONE
     *
     * Nothing that may fail for want of memory happens between a change of a stripe and the release of its lock: a lock
     * that stays held would stop the group for good. So those sections load no class and create no lambda.
     *
     * A member that starts another is itself active until after the join, so the group cannot be empty in between and
     * no wait can return in between.
     */

    /** How many stripes a starting thread fills in turn. */
    private static final int STRIPES_PER_THREAD = 4;

    /** How many tasks go to one stripe before it is the next one's turn. */
    private static final int TASKS_PER_TURN = 256;

    /** Enough that threads on all processors rarely meet, few enough to take the locks of all. */
    private static final int STRIPES = Math.min(
            Stripe.MAX_STRIPES,
            Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 2 * STRIPES_PER_THREAD);

    private final Stripe[] stripes = new Stripe[STRIPES];
    private final LongAdder refused = new LongAdder();

    /** The epoch in which tasks are accepted now. Written under all locks. */
    private volatile Epoch epoch;

    /** What others wait for; null if nobody waits. Written under all locks, read under any. */
    private @Nullable Departure departures;

    /**
     * Has the tasks accepted since it was made; null until the first look-up while only members may join. Written under
     * all locks.
     */
    private volatile @Nullable Map<Thread, Member> byThread;

    /** The same map once it has all active tasks. */
    private volatile @Nullable Map<Thread, Member> index;

    /** The groups that this one drains with. */
    private final AtomicReference<@Nullable GroupSet> groupSet = new AtomicReference<>();

    private final TaskThreads.Factory threads;

    /** @param threads what makes the threads of all members that have one of their own */
    Members(Epoch first, TaskThreads.Factory threads) {
        epoch = first;
        this.threads = threads;
        Arrays.setAll(stripes, Stripe::new);
    }

    Epoch epoch() {
        return epoch;
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
        refused.increment();
        member.epoch().recordRefusal(member.name());
        return false;
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
        member.lineage = caller == Lineage.KIN ? Member.KIN : Member.STRAY;
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
        member.lineage = Member.KIN;
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

    /** Lets a task be found by its thread, which it has got after it was accepted and which has not started. */
    void index(Member member) {
        Map<Thread, Member> known = byThread; // a map that is made later finds the thread
        if (known != null) {
            known.put(member.thread(), member);
        }
    }

    /** Counts a membership whose owner was lost. */
    void leaks(Member member) {
        Stripe stripe = stripes[member.stripe];
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
        Stripe stripe = stripes[member.stripe];
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
        Map<Thread, Member> known = null;
        while (true) {
            if (known != null && member.hasOwnThread()) {
                known.put(member.thread(), member); // under no lock: it may fail, or block
            }
            Stripe stripe = lockFor(member);
            Admission admission;
            boolean accepts;
            Map<Thread, Member> latest;
            try {
                admission = stripe.admission;
                accepts = admission.compareTo(candidate) <= 0;
                latest = byThread;
                if (member.epoch() != epoch) { // a restart has come in between
                    member.epoch(epoch);
                }
                if (accepts && latest == known) {
                    stripe.link(member);
                    if (candidate == Admission.NOBODY && admission != Admission.ANYONE) {
                        stripe.late++;
                    }
                }
            } finally {
                stripe.unlock();
            }
            if (accepts && latest == known) {
                return admission;
            }
            if (known != null) {
                known.remove(member.thread(), member);
            }
            if (!accepts) {
                return admission;
            }
            known = latest;
        }
    }

    /**
     * Ends a task that was accepted.
     *
     * @param outcome null if its thread could not be started: as if it had never been
     */
    void leave(Member member, @Nullable Outcome outcome) {
        Stripe stripe = stripes[member.stripe];
        stripe.lock();
        boolean mayBeLast;
        try {
            mayBeLast = departures != null
                    && (stripe.awaited == 1 || stripe.awaited - stripe.strays == 1 || member.epoch() != epoch);
            if (!mayBeLast) {
                end(member, outcome, stripe);
            }
        } finally {
            stripe.unlock();
        }
        if (mayBeLast) {
            leaveMaybeLast(member, outcome, stripe);
        }
        Map<Thread, Member> known = byThread;
        if (known != null && member.hasOwnThread()) {
            known.remove(member.thread(), member);
        }
    }

    private void leaveMaybeLast(Member member, @Nullable Outcome outcome, Stripe stripe) {
        Departure over;
        lockAll();
        try {
            boolean awaited = !member.leftOut;
            end(member, outcome, stripe);
            over = takeOver(awaited ? member : null);
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
        return stripes[0].admission == Admission.NOBODY || (kind == Kind.OF_LINEAGE ? kin() : awaited()) == 0;
    }

    /** Leaves an active task out of all waits. Returns whether it was active and not left out before. */
    boolean leaveOutOfWaits(Member member) {
        boolean leftOut;
        Departure over;
        Stack.ensureRoom();
        lockAll();
        try {
            leftOut = stripes[member.stripe].leaveOutOfWaits(member);
            over = takeOver(leftOut ? member : null);
        } finally {
            unlockAll();
        }
        Departure.announce(over);
        return leftOut;
    }

    private void end(Member member, @Nullable Outcome outcome, Stripe stripe) {
        boolean isStray = member.lineage == Member.STRAY;
        stripe.unlink(member);
        if (outcome != null && member.outlives()) {
            stripe.outlived++;
        }
        if (outcome == Outcome.COMPLETED) {
            stripe.completed++;
        } else if (outcome == Outcome.FAILED) {
            stripe.failed++;
        } else {
            stripe.accepted--;
            stripe.acceptedStrays -= isStray ? 1 : 0;
        }
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
            departure = find(asked);
            if (departure == null) {
                asked.remaining = asked.isOfEarlierEpoch(epoch) ? awaited(asked) : awaited();
                if (asked.remaining == 0 || isOver(asked)) {
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

    private int awaited(Departure departure) {
        int awaited = 0;
        for (Stripe stripe : stripes) {
            for (Member member = stripe.newest; member != null; member = member.next) {
                if (!member.leftOut && departure.concerns(member)) {
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

    /** The task that runs in the given thread; guests are found in the current one only, by {@link #current}. */
    @Nullable
    Member find(Thread thread) {
        if (!threads.mayHaveMade(thread)) {
            return null;
        }
        Stack.ensureRoom();
        if (byThread == null && isStopping(admission())) {
            buildIndex();
        }
        Map<Thread, Member> complete = index;
        if (complete != null && complete == byThread) {
            return complete.get(thread);
        }
        for (Stripe stripe : stripes) {
            Member found = stripe.find(thread);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static boolean isStopping(Admission admission) {
        return admission == Admission.OUTSIDERS || admission == Admission.MEMBERS;
    }

    /** Publishes the map, then fills it: so nobody who starts or ends a task meanwhile is held up. */
    private void buildIndex() {
        Map<Thread, Member> map = new ConcurrentHashMap<>();
        lockAll();
        try {
            if (byThread != null || !isStopping(stripes[0].admission)) {
                return;
            }
            byThread = map;
        } finally {
            unlockAll();
        }
        for (Member member : active()) {
            if (member.hasOwnThread()) {
                map.put(member.thread(), member);
            }
        }
        index = map;
    }

    /** The active tasks in no order. Those that come or go meanwhile may be among them or not. */
    List<Member> active() {
        Stack.ensureRoom();
        List<Member> active = new ArrayList<>();
        for (Stripe stripe : stripes) {
            stripe.addTo(active);
        }
        return active;
    }

    /** The active tasks. Those that come or go meanwhile may be among them or not. */
    List<Member> oldestFirst() {
        List<Member> active = active();
        return sorted(active);
    }

    /** The tasks that were accepted first, as {@link #oldestFirst()}. */
    List<Member> oldestFirst(int limit) {
        Stack.ensureRoom();
        List<Member> candidates = new ArrayList<>();
        for (Stripe stripe : stripes) {
            stripe.addOldestTo(candidates, limit);
        }
        sorted(candidates);
        return candidates.subList(0, Math.min(candidates.size(), limit));
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
        Stack.ensureRoom();
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
        Stack.ensureRoom();
        Stripe stripe = lockNear(home());
        try {
            return stripe.admission;
        } finally {
            stripe.unlock();
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
            for (Stripe stripe : stripes) {
                stripe.admission = admission;
            }
            if (!isStopping(admission)) {
                byThread = null;
                index = null;
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
            active += stripe.accepted - stripe.completed - stripe.failed;
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
            byThread = null;
            index = null;
            epoch = next;
            for (Departure departure = departures; departure != null; departure = departure.next) {
                departure.remaining = awaited(departure);
            }
            return standing;
        } finally {
            unlockAll();
        }
    }

    /**
     * Threads are numbered as they are made, so the number of the new one says whose turn it is, without another count.
     */
    private Stripe lockFor(Member member) {
        int row = (int) (member.thread().getId() / TASKS_PER_TURN);
        return lockNear(home() + row % STRIPES_PER_THREAD);
    }

    /** The first of the stripes of the current thread. */
    private static int home() {
        return (int) Thread.currentThread().getId() * STRIPES_PER_THREAD;
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

    private int kin() {
        int kin = 0;
        for (Stripe stripe : stripes) {
            kin += stripe.awaited - stripe.strays;
        }
        return kin;
    }
}

package io.github.waitgroup;

import io.github.waitgroup.Departure.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Groups that drain as one, because their tasks start tasks in each other's groups: the groups of an application.
 *
 * <pre>{@code
 * GroupSet set = new GroupSet();
 * set.add(ordersGroup);
 * set.add(mailGroup);
 * ordersGroup.beginStop();
 * mailGroup.beginStop();
 * boolean drained = set.await(set.groups(), Duration.ofSeconds(20));
 * ordersGroup.endStop();
 * mailGroup.endStop();
 * }</pre>
 *
 * <ul>
 *   <li>A group of the set that is stopping accepts tasks from whoever is in flight in <i>any</i> group of the set: a
 *       thread that runs a task, or a part of a {@link Membership}, or that has {@linkplain InFlight entered} a task.
 *       Who is in flight in none is an outsider, and is refused.
 *   <li>After a wait for several groups that returned true, nothing of what was in flight in them is left, nor of what
 *       followed from it: there was one moment at which no task of any of them was active.
 *   <li>A stop that is {@linkplain Group#beginOpenStop open} accepts tasks of outsiders too. They are strays, and so is
 *       what follows from them. {@link #awaitLineage} does not wait for strays, so outsiders cannot prolong it.
 * </ul>
 *
 * <p>It stops nothing by itself: each group is stopped, and its stop is ended, by whoever owns it. A group of no set
 * pays nothing for this class, and one of a set pays for it while it stops.
 *
 * <p>Memory consistency effects: actions of the tasks of the groups <i>happen-before</i> actions following a successful
 * return from a wait for these groups.
 *
 * <p>Origin: none in Go, where one {@code sync.WaitGroup} may count what several parts of a program start.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class GroupSet {

    /*
     * Each group has its own locks, and no look at several groups is one step. So a wait looks twice: if all groups are
     * quiet at the first look, no join is under way after it, and no group has accepted anything by the second look,
     * then there was a moment between the looks at which all were quiet.
     *
     * A task is active until after the joins that it makes. A thread that is in flight with a task of another thread is
     * not held by that: the task may end while the thread joins. So who joins a group that stops shows that before it
     * looks whether it is in flight. If it shows that too late for the check between the looks, it sees that its task
     * has ended.
     */

    private final List<Group> groups = new CopyOnWriteArrayList<>();

    /** How many threads are about to join a group that stops. */
    private final AtomicInteger joining = new AtomicInteger();

    /** Creates a set of no groups. */
    public GroupSet() {}

    /**
     * Adds a group, for good. Does nothing if it is in the set.
     *
     * @param group the group
     * @return false if it belongs to another set
     */
    public boolean add(Group group) {
        Members members = group.members();
        boolean isNew = members.groupSet() == null;
        if (!members.belongTo(this)) {
            return false;
        }
        if (isNew && !groups.contains(group)) {
            groups.add(group);
        }
        return true;
    }

    /**
     * The groups of this set.
     *
     * @return a copy, in the order in which they were added
     */
    public List<Group> groups() {
        return List.copyOf(groups);
    }

    /**
     * Whether the current thread is in flight in a group of this set.
     *
     * @return false if it is an outsider
     */
    public boolean isInFlight() {
        return lineage() != Lineage.NONE;
    }

    /**
     * Waits until there is a moment at which no task of these groups is active, but not longer than {@code timeout}. A
     * group whose stop has ended holds up nobody: its report names what is left. A moment that others end at once,
     * since they still start tasks, may be missed.
     *
     * @param awaited groups of this set
     * @param timeout how long to wait at most; zero or less does not wait
     * @return whether there was such a moment
     * @throws InterruptedException if the current thread is interrupted before or while it waits
     * @throws IllegalStateException if called by a task of one of these groups
     */
    public boolean await(Collection<Group> awaited, Duration timeout) throws InterruptedException {
        return await(awaited, timeout, Kind.OF_SET);
    }

    /**
     * Waits as {@link #await} does, but not for the tasks that outsiders have started since an {@linkplain
     * Group#beginOpenStop open} stop began, nor for what follows from them.
     *
     * @param awaited groups of this set
     * @param timeout how long to wait at most; zero or less does not wait
     * @return whether there was such a moment
     * @throws InterruptedException if the current thread is interrupted before or while it waits
     * @throws IllegalStateException if called by a task of one of these groups
     */
    public boolean awaitLineage(Collection<Group> awaited, Duration timeout) throws InterruptedException {
        return await(awaited, timeout, Kind.OF_LINEAGE);
    }

    private boolean await(Collection<Group> awaited, Duration timeout, Kind kind) throws InterruptedException {
        long nanos = Nanos.of(timeout);
        long start = System.nanoTime();
        Group[] all = awaited.toArray(new Group[0]);
        for (Group group : all) {
            group.refuseMember("await");
        }
        do {
            for (Group group : all) {
                if (!group.members().awaitQuiet(kind, Nanos.left(start, nanos))) {
                    return false;
                }
            }
            if (wereQuietAtOnce(all, kind, start, nanos)) {
                return true;
            }
        } while (Nanos.left(start, nanos) > 0);
        return false;
    }

    private boolean wereQuietAtOnce(Group[] all, Kind kind, long start, long nanos) {
        long[] accepted = acceptedIfQuiet(all, kind);
        while (accepted != null && joining.get() > 0) { // for a few field accesses, but a thread may be put aside
            if (Nanos.left(start, nanos) <= 0) {
                return false;
            }
            PatientLock.giveWay();
        }
        return accepted != null && Arrays.equals(accepted, acceptedIfQuiet(all, kind));
    }

    private static long @Nullable [] acceptedIfQuiet(Group[] all, Kind kind) {
        long[] accepted = new long[all.length];
        for (int i = 0; i < all.length; i++) {
            accepted[i] = all[i].members().acceptedIfQuiet(kind);
            if (accepted[i] < 0) {
                return null;
            }
        }
        return accepted;
    }

    /** Shows that the current thread is about to join a group that stops. */
    void beginJoin() {
        joining.incrementAndGet();
    }

    void endJoin() {
        joining.decrementAndGet();
    }

    /** How the current thread is related to what was in flight in these groups when a stop began. */
    Lineage lineage() {
        Lineage lineage = Lineage.NONE;
        for (Frame frame = Frame.innermost(); frame != null; frame = frame.outer()) {
            lineage = closer(lineage, lineageOf(frame.guest));
        }
        for (Group group : groups) {
            lineage = closer(lineage, lineageOf(group.members().find(Thread.currentThread())));
        }
        Carried carried = Carried.innermost();
        return carried == null ? lineage : closer(lineage, carried.origin.lineageIn(this));
    }

    private Lineage lineageOf(@Nullable Member member) {
        return member != null && member.groupSet() == this ? member.lineage() : Lineage.NONE;
    }

    private static Lineage closer(Lineage one, Lineage other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    @Override
    public String toString() {
        return "GroupSet" + groups.stream().map(Group::name).toList();
    }
}

package io.github.waitgroup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The waits for groups that have no time limit: tasks of groups that wait for each other in this way would never end.
 */
final class WaitGraph {

    /*
     * A wait is noted before it is checked. Of the waits that close a circle, the last to be noted sees all others, so
     * at least one of them is refused; the others then wait for a task that has failed, and so has ended.
     *
     * A thread that has not left its wait yet, although that is over, is no longer part of a circle. If a wait of a
     * circle is seen not to be over, then those that wait for its task were not over either.
     */

    private static final Set<Unlimited> WAITS = ConcurrentHashMap.newKeySet();

    private WaitGraph() {}

    /**
     * Waits until no task of the group is active.
     *
     * @throws IllegalStateException if the group has a task that waits, directly or through others, for a task that is
     *     the caller
     */
    static void await(Group group, Members members) throws InterruptedException {
        Stack.ensureRoom();
        Unlimited wait = new Unlimited(group);
        try {
            WAITS.add(wait);
            refuseCircle(wait);
            members.await(wait);
        } finally {
            WAITS.remove(wait);
        }
    }

    private static void refuseCircle(Unlimited wait) {
        List<String> circle = new ArrayList<>();
        if (isAwaited(wait) && closesCircle(wait, wait.awaited, new HashSet<>(), circle)) {
            throw new IllegalStateException(
                    String.join(", whose ", circle) + ": none of them could ever end. Wait from outside the groups");
        }
    }

    /** Whether others wait for a task that is the caller. Most callers are no task, so the others need no look. */
    private static boolean isAwaited(Unlimited wait) {
        for (Unlimited other : WAITS) {
            if (other != wait && wait.taskOf(other.awaited) != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether tasks of {@code group}, directly or through others, wait for a group of which {@code first} is a task.
     */
    private static boolean closesCircle(Unlimited first, Group group, Set<Group> seen, List<String> circle) {
        if (!seen.add(group)) {
            return false;
        }
        for (Unlimited wait : WAITS) {
            Member member = wait == first || wait.isOver() ? null : wait.taskOf(group);
            if (member == null) {
                continue;
            }
            Member self = first.taskOf(wait.awaited);
            if (self != null) {
                circle.add(describe(self, wait.awaited, first.awaited));
            }
            if (self != null || closesCircle(first, wait.awaited, seen, circle)) {
                circle.add(1, describe(member, group, wait.awaited));
                return true;
            }
        }
        return false;
    }

    private static String describe(Member member, Group group, Group awaited) {
        return "task '" + member.name() + "' of group '" + group.name() + "' waits for group '" + awaited.name() + "'";
    }

    /** A wait without a time limit of the thread that creates it. */
    static final class Unlimited {

        private final Group awaited;
        private final Thread thread = Thread.currentThread();
        private final List<Guest> guests = Guest.inThisThread();

        private volatile @Nullable Departure departure;

        private Unlimited(Group awaited) {
            this.awaited = awaited;
        }

        void awaits(Departure departure) {
            this.departure = departure;
        }

        private boolean isOver() {
            Departure known = departure;
            return known != null && known.isOver;
        }

        /** The task of the group that waits here; null if there is none, or none that other waits include. */
        private @Nullable Member taskOf(Group group) {
            for (Guest guest : guests) {
                if (guest.epoch().group() == group && !guest.hasLeft() && !guest.leftOut) {
                    return guest;
                }
            }
            Member own = group.members().find(thread);
            return own == null || own.leftOut ? null : own;
        }
    }
}

package io.github.waitgroup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who waits for which group at this moment: so that tasks of groups that wait for each other are told so at once. */
final class Waits {

    /*
     * A wait is noted before it is checked. Of the waits that close a circle, the last to be noted sees all others, so at least
     * one of them is refused; the others then wait for a task that has failed, and so has ended.
     */

    /** With more waits at the same time than this, nothing is checked: each look costs a walk over the tasks of a group. */
    private static final int MOST = 100;

    private static final Map<Thread, Group> WAITS = new ConcurrentHashMap<>();

    private Waits() {}

    /**
     * Notes that the current thread begins to wait for a group.
     *
     * @throws IllegalStateException if the group has a task that waits, directly or through others, for a task that is the caller
     */
    static void begin(Group group) {
        Thread waiter = Thread.currentThread();
        WAITS.put(waiter, group);
        List<String> circle = new ArrayList<>();
        int waits = WAITS.size();
        if (waits > 1 && waits <= MOST && closesCircle(waiter, group, group, new HashSet<>(), circle)) {
            WAITS.remove(waiter);
            throw new IllegalStateException(
                    String.join(", whose ", circle) + ": none of them could ever end. Wait from outside the groups");
        }
    }

    static void end() {
        WAITS.remove(Thread.currentThread());
    }

    /** Whether tasks of {@code group}, directly or through others, wait for a group in which {@code waiter} is a task. */
    private static boolean closesCircle(Thread waiter, Group first, Group group, Set<Group> seen, List<String> circle) {
        if (!seen.add(group)) {
            return false;
        }
        for (Map.Entry<Thread, Group> wait : WAITS.entrySet()) {
            Group awaited = wait.getValue();
            Member member = awaited == group ? null : group.memberIn(wait.getKey());
            if (member == null || member.detached) {
                continue;
            }
            Member self = awaited.memberIn(waiter);
            if (self != null) {
                circle.add(describe(self, awaited, first));
            }
            if (self != null || closesCircle(waiter, first, awaited, seen, circle)) {
                circle.add(1, describe(member, group, awaited));
                return true;
            }
        }
        return false;
    }

    private static String describe(Member member, Group group, Group awaited) {
        return "task '" + member.name() + "' of group '" + group.name() + "' waits for group '" + awaited.name() + "'";
    }
}

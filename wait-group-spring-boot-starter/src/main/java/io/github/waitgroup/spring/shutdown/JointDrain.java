package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.Group;
import io.github.waitgroup.GroupSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The drain of all groups of an application context as one: a group takes follow-up work of the others until nothing is
 * in flight in any of them.
 *
 * <ul>
 *   <li>The drain of a group waits for the other groups of its phase, and for those of higher phases, which have
 *       drained before. Groups of lower phases run on.
 *   <li>A group that has drained while groups of lower phases are left stays open to what is in flight.
 *   <li>A group whose own time is up is closed, and nobody waits for it any more.
 *   <li>What outsiders start in a group that accepts that does not hold up what was in flight when the drain began.
 *       When all of that has ended, outsiders are refused, and what they have started is waited for.
 * </ul>
 */
final class JointDrain {

    /*
     * A group in the drain:
     *
     *                  begins                 has drained, lower phases are left
     *      EXPECTED ------------> UNDER_WAY -------------------------------------> OPEN
     *       ^    | stops alone        | closed                      the last drain ends | closed
     *       |    v                    v                                                 v
     *       +- ENDED <----------------+-------------------------------------------------+
     *    start
     */

    private enum State {
        EXPECTED,
        UNDER_WAY,
        OPEN,
        ENDED
    }

    private final GroupSet set;
    private final Predicate<Group> acceptsOutsiders;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final Map<Group, Seat> seats = new LinkedHashMap<>();

    /**
     * Creates the drain of no group.
     *
     * @param set the groups that accept tasks from each other's tasks
     * @param acceptsOutsiders whether a group accepts tasks of outsiders as long as anything is in flight
     */
    JointDrain(GroupSet set, Predicate<Group> acceptsOutsiders) {
        this.set = set;
        this.acceptsOutsiders = acceptsOutsiders;
    }

    /** The drain of one group alone, while the application goes on. */
    static JointDrain alone() {
        return new JointDrain(new GroupSet(), group -> false);
    }

    /** Expects the drain of a group. */
    void expect(Group group, int phase) {
        change(() -> seats.put(group, new Seat(group, phase)));
    }

    /** Does not expect the drain of a group any more, if it has not begun: the group has stopped alone. */
    void leave(Group group) {
        change(() -> {
            Seat seat = seats.get(group);
            if (seat != null && seat.state == State.EXPECTED) {
                seat.state = State.ENDED;
            }
        });
    }

    /** Begins the stop of a group, whose drain takes so long at most. */
    void begin(Group group, Duration time) {
        change(() -> {
            Seat seat = seats.get(group);
            if (seat != null) {
                seat.state = State.UNDER_WAY;
                seat.end = System.nanoTime() + time.toNanos();
                seat.accepted = group.counts().accepted();
            }
        });
        if (acceptsOutsiders.test(group)) {
            group.beginOpenStop(time);
        } else {
            group.beginStop(time);
        }
    }

    /** Waits until nothing is in flight that the group might get follow-up work from. Returns whether that was so. */
    boolean await(Group group, Duration timeout) throws InterruptedException {
        long start = System.nanoTime();
        Seat seat = awaitBegins(group, timeout);
        if (seat == null) {
            return group.await(left(timeout, start));
        }
        if (!set.awaitLineage(awaited(seat), left(timeout, start))) {
            return false;
        }
        if (isLast(group)) {
            refuseOutsiders();
            return set.await(awaited(seat), left(timeout, start)) && group.await(left(timeout, start));
        }
        return acceptsOutsiders.test(group) || group.await(left(timeout, start));
    }

    private static Duration left(Duration timeout, long start) {
        return timeout.minusNanos(System.nanoTime() - start);
    }

    /** Waits until the drains of the whole phase have begun. Returns the seat of the group; null if it has none. */
    private @Nullable Seat awaitBegins(Group group, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            Seat seat = seats.get(group);
            while (seat != null && left > 0 && isAnyExpected(seat.phase, seat.phase)) {
                left = changed.awaitNanos(left);
            }
            return seat;
        } finally {
            lock.unlock();
        }
    }

    private boolean isAnyExpected(int lowest, int highest) {
        return seats.values().stream()
                .anyMatch(each -> each.state == State.EXPECTED && each.phase >= lowest && each.phase <= highest);
    }

    private List<Group> awaited(Seat seat) {
        return groups(each -> each.phase >= seat.phase && each.isInDrain());
    }

    /** The groups of higher phases that have drained before this one, and are open to what is in flight. */
    List<Group> drainedBefore(Group group) {
        Seat seat = seat(group);
        return seat == null ? List.of() : groups(each -> each.state == State.OPEN && each.phase > seat.phase);
    }

    /** Whether no group is left that drains after this one. */
    boolean isLast(Group group) {
        lock.lock();
        try {
            Seat seat = seats.get(group);
            return seat == null
                    || seats.values().stream()
                            .noneMatch(each -> each.phase < seat.phase
                                    && (each.state == State.UNDER_WAY || each.state == State.EXPECTED));
        } finally {
            lock.unlock();
        }
    }

    private void refuseOutsiders() {
        groups(Seat::isInDrain).forEach(Group::beginStop);
    }

    /** The time until the last drain of the phase of a group ends, those that have begun; negative if it is over. */
    Duration timeOfPhase(Group group) {
        lock.lock();
        try {
            Seat seat = seats.get(group);
            long now = System.nanoTime();
            return seats.values().stream()
                    .filter(each -> seat != null && each.phase == seat.phase && each.state == State.UNDER_WAY)
                    .map(each -> Duration.ofNanos(each.end - now))
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
        } finally {
            lock.unlock();
        }
    }

    /** Records how many tasks a group has accepted in the first half of its time. */
    void halfIsOver(Group group) {
        change(() -> {
            Seat seat = seats.get(group);
            if (seat != null) {
                seat.accepted = group.counts().accepted();
            }
        });
    }

    /** The names of the groups in the drain, this one included, that have accepted tasks in the second half. */
    List<String> stillAccepting(Group group) {
        Seat seat = seat(group);
        return seat == null
                ? List.of()
                : groups(each -> each.phase >= seat.phase && each.isInDrain() && each.isAccepting()).stream()
                        .map(Group::name)
                        .toList();
    }

    /** Records that the drain of a group has ended. Does nothing if that is known. */
    void end(Group group, boolean staysOpen) {
        change(() -> {
            Seat seat = seats.get(group);
            if (seat != null && seat.state == State.UNDER_WAY) {
                seat.state = staysOpen ? State.OPEN : State.ENDED;
            }
        });
    }

    /** Ends the whole drain if no drain is left. Returns the groups that are still open, which the caller closes. */
    List<Group> takeOpen() {
        lock.lock();
        try {
            if (isAnyExpected(Integer.MIN_VALUE, Integer.MAX_VALUE)
                    || seats.values().stream().anyMatch(each -> each.state == State.UNDER_WAY)) {
                return List.of();
            }
            List<Group> open = new ArrayList<>();
            for (Seat seat : seats.values()) {
                if (seat.state == State.OPEN) {
                    seat.state = State.ENDED;
                    open.add(seat.group);
                }
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    private List<Group> groups(Predicate<Seat> which) {
        lock.lock();
        try {
            return seats.values().stream().filter(which).map(each -> each.group).toList();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Seat seat(Group group) {
        lock.lock();
        try {
            return seats.get(group);
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The place of a group in the drain. */
    private static final class Seat {

        final Group group;
        final int phase;

        State state = State.EXPECTED;

        /** When the time of the group is up, if its drain is under way. */
        long end;

        /** How many tasks the group had accepted at the begin of its drain, or when half of its time was over. */
        long accepted;

        Seat(Group group, int phase) {
            this.group = group;
            this.phase = phase;
        }

        boolean isAccepting() {
            return group.counts().accepted() > accepted;
        }

        boolean isInDrain() {
            return state == State.UNDER_WAY || state == State.OPEN;
        }
    }
}

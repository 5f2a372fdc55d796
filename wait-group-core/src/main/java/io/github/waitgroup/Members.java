package io.github.waitgroup;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tasks of a group that are active: who may join them, how many there are, and which. */
final class Members {

    /*
     *   counter   one word with the count and who may join (see Counter): it decides who is admitted and when all have left.
     *   listed    the tasks, by thread: it says who they are.
     *
     * A task is listed before it is counted and discounted after it was unlisted, so that what is counted as zero is also
     * listed as empty. Between the two a task is merely offered, and is not shown. So that a report can be complete, the stop
     * that writes it first lets nobody join any more and then withdraws what is still on offer: each task is either listed
     * as accepted by then, or refused.
     *
     * A member that starts another is itself counted until after the join, so the count cannot be zero in between and no wait
     * can return in between.
     */

    private final Counter counter = new Counter();
    private final ConcurrentMap<Thread, Member> listed = new ConcurrentHashMap<>();

    /** Lists and counts the task if it may join. Returns whether it was accepted; nothing of it is left if not. */
    boolean join(Member member) {
        listed.put(member.thread(), member);
        if (!count()) {
            listed.remove(member.thread());
            return false;
        }
        if (!member.accept()) {
            leave(member);
            return false;
        }
        return true;
    }

    private boolean count() {
        return counter.tryAdd(1, Counter.Admission.ANYONE)
                || (current() != null && counter.tryAdd(1, Counter.Admission.MEMBERS));
    }

    void leave(Member member) {
        listed.remove(member.thread());
        counter.subtract(1);
    }

    /** The member that runs in the current thread. */
    @Nullable
    Member current() {
        return listed.get(Thread.currentThread());
    }

    List<Member> oldestFirst() {
        return active().sorted(Comparator.comparingLong(Member::started)).toList();
    }

    /** Those who are active, in no order. */
    Stream<Member> active() {
        return listed.values().stream().filter(Member::isAccepted);
    }

    int size() {
        return counter.count();
    }

    Counter.Admission admission() {
        return counter.admission();
    }

    /** Refuses whoever is not a member already. Returns how many members there are. */
    int admitMembersOnly() {
        return counter.close(Counter.Admission.MEMBERS);
    }

    /** Refuses everyone, and whoever has not quite joined. */
    void admitNobody() {
        counter.close(Counter.Admission.NOBODY);
        listed.values().forEach(Member::withdraw);
    }

    void admitAnyone() {
        counter.open();
    }

    void await() throws InterruptedException {
        counter.await();
    }

    /** Waits until nobody is left, at most {@code timeout} nanoseconds. Returns whether nobody is left. */
    boolean await(long timeout) throws InterruptedException {
        return counter.await(timeout);
    }
}

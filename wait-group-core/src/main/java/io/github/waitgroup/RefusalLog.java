package io.github.waitgroup;

import io.github.waitgroup.DrainReport.Refusal;
import io.github.waitgroup.DrainReport.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.LongAdder;

/** The refusals of an epoch: all of them as a number, and the first few with their names. */
final class RefusalLog {

    /*
     * A group that is stopped may be asked for tasks without end, by many threads. So all that a refusal writes here is
     * a striped count, once the names are full or known, and what is kept is a few short strings.
     *
     * A refusal is counted before its name is recorded, and a reader takes the names before the count: so the count is
     * never less than what is named.
     */

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<RefusalLog, List> FIRST =
            AtomicReferenceFieldUpdater.newUpdater(RefusalLog.class, List.class, "first");

    private final LongAdder count = new LongAdder();

    /** The first refusals with different names. */
    private volatile List<Refusal> first = List.of();

    /** Records that the current thread has offered a task which is refused. */
    void record(String task) {
        count.increment();
        try {
            name(task);
        } catch (OutOfMemoryError noMemory) { // it is refused all the same
            return;
        }
    }

    private void name(String task) {
        List<Refusal> known = first;
        while (known.size() < DrainReport.MAX_NAMED_REFUSALS && !names(known, task)) {
            List<Refusal> more = new ArrayList<>(known);
            more.add(new Refusal(task, DisplayName.of(Thread.currentThread().getName())));
            if (FIRST.compareAndSet(this, known, List.copyOf(more))) {
                return;
            }
            known = first;
        }
    }

    private static boolean names(List<Refusal> refusals, String task) {
        for (Refusal refusal : refusals) {
            if (refusal.task().equals(task)) {
                return true;
            }
        }
        return false;
    }

    /** The refusals so far. */
    Refusals soFar() {
        List<Refusal> named = first;
        return new Refusals(count.sum(), named);
    }
}

package io.github.waitgroup;

import io.github.waitgroup.DrainReport.Refusal;
import io.github.waitgroup.DrainReport.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The refusals of an epoch: all of them as a number, and the first few with their names. */
final class RefusalLog {

    /*
     * A group that is stopped may be asked for tasks without end, by many threads. So all that a refusal writes is a
     * striped count, once the names are full or known, and what is kept is a few short strings.
     *
     * A refusal is counted before its name is recorded, and a reader takes the names before the count: so the count is
     * never less than what is named.
     */

    private final LongAdder count = new LongAdder();

    /** The first refusals with different names: from the lowest index up, each set once. */
    private final AtomicReferenceArray<@Nullable Refusal> first =
            new AtomicReferenceArray<>(DrainReport.MAX_NAMED_REFUSALS);

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
        Refusal refusal = null;
        for (int i = 0; i < first.length(); i++) {
            Refusal earlier = first.get(i);
            if (earlier == null) {
                if (refusal == null) {
                    refusal = new Refusal(
                            task, DisplayName.of(Thread.currentThread().getName()));
                }
                earlier = first.compareAndExchange(i, null, refusal);
            }
            if (earlier == null || earlier.task().equals(task)) {
                return;
            }
        }
    }

    /** The refusals so far. */
    Refusals soFar() {
        List<Refusal> named = new ArrayList<>();
        for (int i = 0; i < first.length(); i++) {
            Refusal refusal = first.get(i);
            if (refusal != null) {
                named.add(refusal);
            }
        }
        return new Refusals(count.sum(), named);
    }
}

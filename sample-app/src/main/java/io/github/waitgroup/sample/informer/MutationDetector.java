package io.github.waitgroup.sample.informer;

import io.github.waitgroup.StopChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * Finds listeners that change the objects that they share: client-go's {@code CacheMutationDetector}. It keeps a
 * private copy of each object that is handed out, and compares them from time to time and once more at the end. Unlike
 * the original it reports and does not crash, and it is always on, because it is bounded: it watches the latest
 * {@value #CAPACITY} objects.
 *
 * <p>Orders are immutable today; this is what notices the day on which one gets a list.
 *
 * @param <T> the type of the objects, with a meaningful {@code equals}
 */
final class MutationDetector<T> {

    static final int CAPACITY = 1_000;

    private final UnaryOperator<T> copier;
    private final BiConsumer<T, T> onMutation;
    private final Duration period;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Watched<T>> watched = new ArrayDeque<>();

    /** {@code onMutation} is given the copy and the object that is no longer equal to it, once for each object. */
    MutationDetector(UnaryOperator<T> copier, BiConsumer<T, T> onMutation, Duration period) {
        this.copier = copier;
        this.onMutation = onMutation;
        this.period = period;
    }

    void capture(T object) {
        Watched<T> pair = new Watched<>(object, copier.apply(object));
        lock.lock();
        try {
            if (watched.size() == CAPACITY) {
                watched.removeFirst();
            }
            watched.addLast(pair);
        } finally {
            lock.unlock();
        }
    }

    void run(StopChannel stop) {
        try {
            while (!stop.await(period)) {
                check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        check();
    }

    private void check() {
        changedOnes().forEach(pair -> onMutation.accept(pair.copy(), pair.object()));
    }

    private List<Watched<T>> changedOnes() {
        lock.lock();
        try {
            List<Watched<T>> changed = watched.stream()
                    .filter(pair -> !pair.copy().equals(pair.object()))
                    .toList();
            watched.removeAll(changed);
            return changed;
        } finally {
            lock.unlock();
        }
    }

    private record Watched<T>(T object, T copy) {}
}

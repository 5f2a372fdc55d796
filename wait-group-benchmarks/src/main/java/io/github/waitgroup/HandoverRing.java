package io.github.waitgroup;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands objects from one thread to another one, a batch at a time: so what both write travels between their processors
 * once for each batch. If the ring is full, the first thread waits until the second one has taken a batch.
 */
final class HandoverRing<T> {

    private static final int BATCH = 64;
    private static final int BATCHES = 16;
    private static final int SPINS_BEFORE_YIELD = 1_000;

    private final AtomicReferenceArray<Object @Nullable []> ring = new AtomicReferenceArray<>(BATCHES);

    // Of the first thread alone.
    private Object[] batch = new Object[BATCH];
    private int puts;

    /** How many objects have been put: for the first thread. */
    int puts() {
        return puts;
    }

    void put(T object) {
        batch[puts++ % BATCH] = object;
        if (puts % BATCH == 0) {
            int place = puts / BATCH % BATCHES;
            for (int spins = 0; ring.getAcquire(place) != null; spins++) {
                spin(spins);
            }
            ring.setRelease(place, batch);
            batch = new Object[BATCH]; // a new object: the garbage collector's barriers cost nothing
        }
    }

    /** Takes whatever is put, until the current thread is interrupted. */
    @SuppressWarnings("unchecked") // only put() fills the batches
    void takeAll(Consumer<T> taker) {
        AtomicReferenceArray<Object @Nullable []> places = ring; // not read again: the fields beside it are written
        int place = 1;
        int spins = 0;
        while (!Thread.currentThread().isInterrupted()) {
            Object[] taken = places.getAcquire(place);
            if (taken == null) {
                spin(spins++);
            } else {
                spins = 0;
                places.setRelease(place, null);
                for (Object object : taken) {
                    taker.accept((T) object);
                }
                place = (place + 1) % BATCHES;
            }
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // nothing is right or wrong by it
    private static void spin(int spins) {
        if (spins < SPINS_BEFORE_YIELD) {
            Thread.onSpinWait();
        } else {
            Thread.yield(); // the other thread may have no processor
        }
    }
}

package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;

/** Proves that nothing holds on to an object, without knowing who might. */
final class Leaks {

    private Leaks() {}

    static void awaitCollected(WeakReference<?> reference) {
        await("garbage collection").atMost(FOREVER).until(() -> {
            System.gc();
            return reference.refersTo(null);
        });
    }
}

package io.github.waitgroup.races;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Must fail: the waiter shows itself after it has looked at the count, and does not look again. */
@JCStressTest
@JCStressMeta(LastDoneVersusAwait.class)
@State
public class LastDoneVersusAwaitCanary {

    private final AtomicInteger count = new AtomicInteger(1);
    private volatile @Nullable Thread waiter;

    @Actor
    public void leave() {
        if (count.decrementAndGet() == 0) {
            LockSupport.unpark(waiter);
        }
    }

    @Actor
    public void await(Z_Result r) {
        r.r1 = Patience.isWoken(this::await, Patience.IN_VAIN);
    }

    private boolean await(Duration timeout) {
        if (count.get() > 0) {
            Bug.window();
            waiter = Thread.currentThread();
            LockSupport.parkNanos(this, timeout.toNanos());
        }
        return count.get() == 0;
    }
}

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

/** Must fail: a waiter looks whether the count is zero now, not whether it was. */
@JCStressTest
@JCStressMeta(ReuseVersusAwait.class)
@State
public class ReuseVersusAwaitCanary {

    private final AtomicInteger count = new AtomicInteger(1);
    private final Sleeper waiter = new Sleeper();
    private volatile @Nullable Thread thread;

    @Actor
    public void await() {
        waiter.sleep(this::await);
    }

    @Actor
    public void reuse(Z_Result r) {
        waiter.untilItSleeps();
        done();
        count.incrementAndGet();
        r.r1 = waiter.wakes(Patience.IN_VAIN);
        done();
    }

    private void done() {
        if (count.decrementAndGet() == 0) {
            LockSupport.unpark(thread);
        }
    }

    private boolean await(Duration timeout) {
        thread = Thread.currentThread();
        while (count.get() > 0) {
            LockSupport.parkNanos(this, timeout.toNanos());
        }
        return true;
    }
}

package io.github.waitgroup.races;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Must fail: the member shows itself after it has looked whether the await has ended, and does not look again. */
@JCStressTest
@JCStressMeta(MeteredDoneVersusStop.class)
@State
public class MeteredDoneVersusStopCanary {

    private volatile boolean ended;
    private volatile @Nullable Thread held;

    @Actor
    public void leave(Z_Result r) {
        r.r1 = Patience.isWoken(this::hold, Patience.IN_VAIN);
    }

    @Actor
    public void await() {
        ended = true;
        LockSupport.unpark(held);
    }

    private boolean hold(Duration timeout) {
        if (!ended) {
            Bug.window();
            held = Thread.currentThread();
            LockSupport.parkNanos(this, timeout.toNanos());
        }
        return ended;
    }
}

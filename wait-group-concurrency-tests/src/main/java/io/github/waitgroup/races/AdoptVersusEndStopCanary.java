package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Must fail: whether a task is late is decided before it is counted. */
@JCStressTest
@JCStressMeta(AdoptVersusEndStop.class)
@State
public class AdoptVersusEndStopCanary {

    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private volatile boolean stopped;

    @Actor
    public void adopt() {
        if (stopped) {
            late.incrementAndGet();
        }
        Bug.window();
        active.incrementAndGet();
    }

    @Actor
    public void endStop(IIII_Result r) {
        stopped = true;
        r.r2 = active.get();
        r.r3 = r.r2;
    }

    @Arbiter
    public void judge(IIII_Result r) {
        r.r1 = late.get();
        r.r4 = active.get();
    }
}

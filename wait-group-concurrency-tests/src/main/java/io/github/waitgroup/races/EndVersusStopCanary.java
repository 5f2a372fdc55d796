package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Must fail: an end is counted, and then the task is taken from the list. */
@JCStressTest
@JCStressMeta(EndVersusStop.class)
@State
public class EndVersusStopCanary {

    private final AtomicInteger active = new AtomicInteger(1);
    private volatile boolean listed = true;

    @Actor
    public void end() {
        active.decrementAndGet();
        Bug.window();
        listed = false;
    }

    @Actor
    public void stop(III_Result r) {
        r.r1 = active.get();
        r.r2 = listed ? 1 : 0;
    }

    @Arbiter
    public void judge(III_Result r) {
        r.r3 = 1 - active.get();
    }
}

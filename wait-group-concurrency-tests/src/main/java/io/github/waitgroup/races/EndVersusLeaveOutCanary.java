package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Must fail: who leaves a task out looks whether it has left, and then counts it off. */
@JCStressTest
@JCStressMeta(EndVersusLeaveOut.class)
@State
public class EndVersusLeaveOutCanary {

    private final AtomicInteger active = new AtomicInteger(1);
    private final AtomicInteger leftOut = new AtomicInteger();
    private volatile boolean isLeftOut;
    private volatile boolean left;

    @Actor
    public void end() {
        left = true;
        active.decrementAndGet();
        if (isLeftOut) {
            leftOut.decrementAndGet();
        }
    }

    @Actor
    public void leaveOut(ZZZ_Result r) {
        if (!left) {
            Bug.window();
            isLeftOut = true;
            leftOut.incrementAndGet();
            r.r1 = true;
        }
        r.r2 = true;
    }

    @Arbiter
    public void judge(ZZZ_Result r) {
        r.r3 = active.incrementAndGet() - leftOut.get() > 0;
    }
}

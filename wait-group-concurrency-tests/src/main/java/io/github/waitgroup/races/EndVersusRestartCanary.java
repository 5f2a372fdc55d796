package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Must fail: who ends is counted off although the restart has not counted it any more. */
@JCStressTest
@JCStressMeta(EndVersusRestart.class)
@State
public class EndVersusRestartCanary {

    private final AtomicInteger remaining = new AtomicInteger();
    private volatile boolean left;
    private volatile boolean restarted;

    @Actor
    public void end() {
        left = true;
        Bug.window();
        if (restarted) {
            remaining.decrementAndGet();
        }
    }

    @Actor
    public void restart() {
        remaining.set(left ? 1 : 2);
        restarted = true;
    }

    @Arbiter
    public void judge(ZZ_Result r) {
        r.r1 = remaining.get() > 0;
        r.r2 = true;
    }
}

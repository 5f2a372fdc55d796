package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Must fail: a look reads how many were accepted, and then how many have ended. */
@JCStressTest
@JCStressMeta(CountsVersusEnds.class)
@State
public class CountsVersusEndsCanary {

    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    @Actor
    public void runTasks() {
        for (int i = 0; i < 20; i++) {
            accepted.incrementAndGet();
            Bug.window();
            ended.incrementAndGet();
        }
    }

    @Actor
    public void look(ZZZ_Result r) {
        r.r1 = true;
        r.r2 = true;
        for (int i = 0; i < 20; i++) {
            int before = accepted.get();
            Bug.window();
            r.r1 &= ended.get() <= before;
        }
    }

    @Arbiter
    public void judge(ZZZ_Result r) {
        r.r3 = true;
    }
}

package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Must fail: sees that its task is active, and joins without having shown that it is about to. */
@JCStressTest
@JCStressMeta(HopVersusSetAwait.class)
@State
public class HopVersusSetAwaitCanary {

    private final AtomicInteger first = new AtomicInteger(1);
    private final AtomicInteger second = new AtomicInteger();
    private volatile boolean written;

    @Actor
    public void hop(ZZZ_Result r) {
        if (first.get() == 0) {
            return;
        }
        Bug.window();
        second.incrementAndGet();
        r.r1 = true;
        written = true;
        second.decrementAndGet();
    }

    @Actor
    public void await(ZZZ_Result r) {
        first.decrementAndGet();
        while (second.get() > 0) {
            Thread.onSpinWait();
        }
        r.r2 = true;
        r.r3 = written;
    }
}

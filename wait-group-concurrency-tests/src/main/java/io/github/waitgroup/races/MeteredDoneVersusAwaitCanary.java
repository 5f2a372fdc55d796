package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/** Must fail: leaving looks whether the group is awaited, and then leaves. */
@JCStressTest
@JCStressMeta(MeteredDoneVersusAwait.class)
@State
public class MeteredDoneVersusAwaitCanary {

    private final AtomicInteger count = new AtomicInteger(1);
    private final AtomicInteger tokens = new AtomicInteger();
    private volatile boolean closed;

    @Actor
    public void leave() {
        boolean metered = closed;
        Bug.window();
        count.decrementAndGet();
        if (metered) {
            tokens.incrementAndGet();
        }
    }

    @Actor
    public void await(ZII_Result r) {
        closed = true;
        r.r1 = true;
        r.r2 = count.get();
    }

    @Arbiter
    public void count(ZII_Result r) {
        r.r3 = tokens.get();
    }
}

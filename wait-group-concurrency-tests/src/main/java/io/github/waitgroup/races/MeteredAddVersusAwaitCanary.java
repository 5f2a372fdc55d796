package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/** Must fail: "closed" and the count are two words. */
@JCStressTest
@JCStressMeta(MeteredAddVersusAwait.class)
@State
public class MeteredAddVersusAwaitCanary {

    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean closed;

    @Actor
    public void add(ZII_Result r) {
        if (!closed) {
            Bug.window();
            count.incrementAndGet();
            r.r1 = true;
        }
    }

    @Actor
    public void await(ZII_Result r) {
        closed = true;
        r.r2 = count.get();
    }

    @Arbiter
    public void count(ZII_Result r) {
        r.r3 = count.get();
    }
}

package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Must fail: joining looks whether the group is closed, and then joins. */
@JCStressTest
@JCStressMeta(TryAddVersusClose.class)
@State
public class TryAddVersusCloseCanary {

    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean closed;
    private int countAtClose;

    @Actor
    public void join(ZZZ_Result r) {
        r.r1 = tryAdd();
        r.r2 = tryAdd();
    }

    @Actor
    public void close() {
        closed = true;
        countAtClose = count.get();
    }

    @Arbiter
    public void compare(ZZZ_Result r) {
        r.r3 = count.get() == countAtClose;
    }

    private boolean tryAdd() {
        if (closed) {
            return false;
        }
        Bug.window();
        count.incrementAndGet();
        return true;
    }
}

package io.github.waitgroup.races;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Must fail: an end looks whether anybody waits, and then is counted. */
@JCStressTest
@JCStressMeta(EndVersusAwait.class)
@State
public class EndVersusAwaitCanary {

    private final AtomicInteger active = new AtomicInteger(1);
    private final CountDownLatch none = new CountDownLatch(1);
    private volatile boolean watched;
    private volatile boolean written;

    @Actor
    public void end() {
        written = true;
        boolean wakes = watched;
        Bug.window();
        if (active.decrementAndGet() == 0 && wakes) {
            none.countDown();
        }
    }

    @Actor
    public void await(ZZ_Result r) {
        watched = true;
        r.r1 = active.get() == 0 || Patience.isOpened(none, Patience.IN_VAIN);
        r.r2 = written;
    }
}

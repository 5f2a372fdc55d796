package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Must fail: waits for one group after the other, and looks at each once. */
@JCStressTest
@JCStressMeta(HandOverVersusSetAwait.class)
@State
public class HandOverVersusSetAwaitCanary {

    private final AtomicInteger first = new AtomicInteger(1);
    private final AtomicInteger second = new AtomicInteger();
    private volatile boolean written;

    @Actor
    public void handOver(ZZZ_Result r) {
        r.r1 = true;
        second.incrementAndGet();
        first.decrementAndGet();
        Bug.window(); // the follow-up takes a while
        written = true;
        second.decrementAndGet();
    }

    @Actor
    public void await(ZZZ_Result r) {
        awaitZero(second);
        Bug.window();
        awaitZero(first);
        r.r2 = true;
        r.r3 = written;
    }

    private static void awaitZero(AtomicInteger group) {
        while (group.get() > 0) {
            Thread.onSpinWait();
        }
    }
}

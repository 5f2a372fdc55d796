package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Must fail: a task hands its follow-up over and leaves before that is counted. */
@JCStressTest
@JCStressMeta(FollowUpVersusStop.class)
@State
public class FollowUpVersusStopCanary {

    private final AtomicInteger active = new AtomicInteger();
    private volatile boolean stopped;
    private volatile boolean written;

    @Actor
    public void start(ZZZ_Result r) {
        active.incrementAndGet();
        if (stopped) {
            active.decrementAndGet();
            return;
        }
        r.r1 = true;
        Threads.start(() -> {
            Threads.start(() -> {
                active.incrementAndGet();
                written = true;
                active.decrementAndGet();
            });
            active.decrementAndGet();
        });
    }

    @Actor
    public void stop(ZZZ_Result r) {
        stopped = true;
        while (active.get() > 0) {
            Thread.onSpinWait();
        }
        r.r2 = true;
        r.r3 = written;
    }
}

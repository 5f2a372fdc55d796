package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;

/** Must fail: the thread of a task counts itself when it runs. */
@JCStressTest
@JCStressMeta(StartVersusStop.class)
@State
public class StartVersusStopCanary {

    private final AtomicInteger active = new AtomicInteger();
    private volatile boolean stopped;
    private volatile boolean written;

    @Actor
    public void start(ZZZZ_Result r) {
        if (!stopped) {
            Threads.start(() -> {
                active.incrementAndGet();
                written = true;
                active.decrementAndGet();
            });
            r.r1 = true;
        }
    }

    @Actor
    public void stop(ZZZZ_Result r) {
        stopped = true;
        while (active.get() > 0) {
            Thread.onSpinWait();
        }
        r.r2 = true;
        r.r3 = written;
    }
}

package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;

/** Must fail: the restart opens the group and then begins a new count. */
@JCStressTest
@JCStressMeta(RestartVersusStart.class)
@State
public class RestartVersusStartCanary {

    private volatile AtomicInteger active = new AtomicInteger();
    private volatile boolean open;
    private volatile boolean written;

    @Actor
    public void restart() {
        open = true;
        Bug.window();
        active = new AtomicInteger();
    }

    @Actor
    public void start(ZZZZ_Result r) {
        while (!open) {
            Thread.onSpinWait();
        }
        AtomicInteger mine = active;
        mine.incrementAndGet();
        Threads.start(() -> {
            written = true;
            mine.decrementAndGet();
        });
        r.r1 = true;
        while (active.get() > 0) {
            Thread.onSpinWait();
        }
        r.r2 = true;
        r.r3 = written;
    }
}

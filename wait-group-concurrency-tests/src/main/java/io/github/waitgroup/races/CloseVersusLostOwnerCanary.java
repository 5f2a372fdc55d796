package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Must fail: looks whether the task has ended, then ends it. */
@JCStressTest
@JCStressMeta(CloseVersusLostOwner.class)
@State
public class CloseVersusLostOwnerCanary {

    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile boolean left;

    @Actor
    public void close() {
        end(completed);
    }

    @Actor
    public void lose() {
        end(failed);
    }

    private void end(AtomicInteger count) {
        if (!left) {
            Bug.window();
            left = true;
            count.incrementAndGet();
        }
    }

    @Arbiter
    public void judge(IIII_Result r) {
        r.r1 = completed.get();
        r.r2 = failed.get();
        r.r3 = r.r2;
        r.r4 = r.r2;
    }
}

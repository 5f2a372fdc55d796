package io.github.waitgroup.races;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;

/** Must fail: closing looks whether the channel is closed, and then closes it. */
@JCStressTest
@JCStressMeta(CloseVersusClose.class)
@State
public class CloseVersusCloseCanary {

    private final Runs action = new Runs();
    private volatile boolean closed;

    @Actor
    public void close(ZZZZ_Result r) {
        close();
        r.r1 = closed;
    }

    @Actor
    public void closeToo(ZZZZ_Result r) {
        close();
        r.r2 = closed;
    }

    @Arbiter
    public void judge(ZZZZ_Result r) {
        r.r3 = action.runs(Patience.IN_VAIN);
        r.r4 = Runs.tooOften();
    }

    private void close() {
        if (!closed) {
            Bug.window();
            closed = true;
            action.run();
        }
    }
}

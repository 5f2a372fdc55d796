package io.github.waitgroup.races;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Must fail: taking back looks whether the channel is closed, and then takes back. */
@JCStressTest
@JCStressMeta(OnCloseVersusCancel.class)
@State
public class OnCloseVersusCancelCanary {

    private final Runs action = new Runs();
    private volatile boolean closed;
    private volatile boolean takenBack;

    @Actor
    public void close() {
        closed = true;
        if (!takenBack) {
            action.run();
        }
    }

    @Actor
    public void cancel(ZZZ_Result r) {
        if (!closed) {
            Bug.window();
            takenBack = true;
            r.r1 = true;
        }
    }

    @Arbiter
    public void judge(ZZZ_Result r) {
        if (r.r1) {
            action.forbid();
        } else {
            r.r2 = action.runs(Patience.IN_VAIN);
        }
        r.r3 = Runs.tooOften();
    }
}

package io.github.waitgroup.races;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Must fail: the cause is set after the context is done. */
@JCStressTest
@JCStressMeta(CauseVersusDone.class)
@State
public class CauseVersusDoneCanary {

    private volatile boolean done;
    private volatile @Nullable Throwable cause;

    @Actor
    public void cancel() {
        done = true;
        Bug.window();
        cause = new IllegalStateException("cancelled");
    }

    @Actor
    public void look(ZZZ_Result r) {
        r.r1 = cause != null;
        r.r2 = done;
        r.r3 = cause != null;
    }
}

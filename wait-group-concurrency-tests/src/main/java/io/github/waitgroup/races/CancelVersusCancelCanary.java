package io.github.waitgroup.races;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Must fail: cancelling looks whether there is a cause, and then sets its own. */
@JCStressTest
@JCStressMeta(CancelVersusCancel.class)
@State
public class CancelVersusCancelCanary {

    private volatile @Nullable String cause;

    @Actor
    public void one(LLL_Result r) {
        cancel("one");
        r.r1 = cause;
    }

    @Actor
    public void two(LLL_Result r) {
        cancel("two");
        r.r2 = cause;
    }

    @Arbiter
    public void judge(LLL_Result r) {
        r.r3 = cause;
    }

    private void cancel(String mine) {
        if (cause == null) {
            Bug.window();
            cause = mine;
        }
    }
}

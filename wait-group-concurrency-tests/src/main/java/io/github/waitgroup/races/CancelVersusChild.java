package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.CancellableContext;
import io.github.waitgroup.Context;
import java.util.concurrent.CancellationException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A child is derived while its parent is cancelled: is the child done?, for its parent's cause? */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the child follows its parent")
@Outcome(id = "false, .*", expect = FORBIDDEN, desc = "ORPHAN")
@Outcome(id = "true, false", expect = FORBIDDEN, desc = "CHILD_HAS_ANOTHER_CAUSE")
@State
public class CancelVersusChild {

    private final Exception cause = new CancellationException("parent");
    private final CancellableContext parent = Context.background().withCancel();
    private Context child = parent;

    @Actor
    public void cancel() {
        parent.cancel(cause);
    }

    @Actor
    public void derive() {
        child = parent.withCancel();
    }

    @Arbiter
    public void judge(ZZ_Result r) {
        r.r1 = child.isDone();
        r.r2 = child.cause() == cause;
    }
}

package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.CancellableContext;
import io.github.waitgroup.Context;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** A context is looked at while it is cancelled: is there a cause?, is it done?, is there a cause? */
@JCStressTest
@Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "cancelled before")
@Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "cancelled in between")
@Outcome(id = "false, false, .*", expect = ACCEPTABLE, desc = "cancelled later")
@Outcome(id = ".*, true, false", expect = FORBIDDEN, desc = "DONE_WITHOUT_A_CAUSE")
@Outcome(id = "true, false, .*", expect = FORBIDDEN, desc = "CAUSE_BEFORE_DONE")
@State
public class CauseVersusDone {

    private final CancellableContext context = Context.background().withCancel();

    @Actor
    public void cancel() {
        context.cancel();
    }

    @Actor
    public void look(ZZZ_Result r) {
        r.r1 = context.cause() != null;
        r.r2 = context.isDone();
        r.r3 = context.cause() != null;
    }
}

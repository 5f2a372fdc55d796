package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The only task of a group ends while a wait begins: was the waiter woken?, did it see what the task wrote? */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "woken, or there was nothing to wait for")
@Outcome(id = "false, .*", expect = FORBIDDEN, desc = "LOST_WAKE_UP")
@Outcome(id = "true, false", expect = FORBIDDEN, desc = "WRITE_NOT_PUBLISHED")
@State
public class EndVersusAwait {

    private final Group group = new Group("race");
    private final Membership task = group.enrol("task");
    private boolean written; // plain: the wait publishes it

    @Actor
    public void end() {
        written = true;
        task.close();
    }

    @Actor
    public void await(ZZ_Result r) {
        r.r1 = Patience.isWoken(group::await, Patience.FOREVER);
        r.r2 = written;
    }
}

package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** A task ends while it is left out of waits: was it left out?, was a wait over then?, is a later task awaited? */
@JCStressTest
@Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "left out, and then it ended")
@Outcome(id = "false, (true|false), true", expect = ACCEPTABLE, desc = "it ended first, or was about to be counted")
@Outcome(id = "true, false, .*", expect = FORBIDDEN, desc = "LEFT_OUT_AND_AWAITED")
@Outcome(id = ".*, .*, false", expect = FORBIDDEN, desc = "COUNTED_OFF_TWICE")
@State
public class EndVersusLeaveOut {

    private final Group group = new Group("race");
    private final Membership task = group.enrol("task");

    @Actor
    public void end() {
        task.close();
    }

    @Actor
    public void leaveOut(ZZZ_Result r) {
        r.r1 = group.leaveOutOfWaits(task.task());
        r.r2 = Patience.isOver(group::await);
    }

    @Arbiter
    public void judge(ZZZ_Result r) {
        group.enrol("later");
        r.r3 = !Patience.isOver(group::await);
    }
}

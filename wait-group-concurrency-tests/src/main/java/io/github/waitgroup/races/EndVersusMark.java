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
import org.openjdk.jcstress.infra.results.II_Result;

/** A task ends while it is marked as meant to last: how many such tasks, and how many tasks, are active then? */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "marked in time or not, none is left")
@Outcome(id = "-?[1-9].*, 0", expect = FORBIDDEN, desc = "ENDED_AND_STILL_COUNTED_AS_LASTING")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "END_LOST")
@State
public class EndVersusMark {

    private final Group group = new Group("race");
    private final Membership task = group.enrol("task");

    @Actor
    public void end() {
        task.close();
    }

    @Actor
    public void mark() {
        group.markLongRunning(task.task());
    }

    @Arbiter
    public void judge(II_Result r) {
        r.r1 = group.longRunningCount();
        r.r2 = (int) group.counts().active();
    }
}

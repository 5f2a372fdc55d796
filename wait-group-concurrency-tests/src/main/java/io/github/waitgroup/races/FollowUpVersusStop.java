package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.Group;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * The last task starts another and leaves while the group stops: accepted?, drained?, had the follow-up run by then?
 */
@JCStressTest
@Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "the stop waited for the follow-up")
@Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "the first task is refused")
@Outcome(id = "true, true, false", expect = FORBIDDEN, desc = "FOLLOW_UP_REFUSED_OR_NOT_WAITED_FOR")
@Outcome(id = ".*, false, .*", expect = FORBIDDEN, desc = "NEVER_DRAINED")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "REFUSED_TASK_RAN")
@State
public class FollowUpVersusStop {

    private final Group group = new Group("race");
    private boolean written; // plain: the wait publishes it

    @Actor
    public void start(ZZZ_Result r) {
        r.r1 = group.tryStart("task", () -> group.start("follow-up", () -> written = true));
    }

    @Actor
    public void stop(ZZZ_Result r) {
        r.r2 = group.stop(Patience.FOREVER).isDrained();
        r.r3 = written;
    }
}

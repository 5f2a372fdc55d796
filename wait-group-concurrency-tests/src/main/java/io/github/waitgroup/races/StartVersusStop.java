package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.Group;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;

/**
 * A task is started while the group stops and waits: accepted?, drained?, had it run by then?, did a refused one run?
 */
@JCStressTest
@Outcome(id = "true, true, true, false", expect = ACCEPTABLE, desc = "accepted, and waited for")
@Outcome(id = "false, true, false, false", expect = ACCEPTABLE, desc = "refused")
@Outcome(id = "true, true, false, .*", expect = FORBIDDEN, desc = "DRAINED_BEFORE_AN_ACCEPTED_TASK_RAN")
@Outcome(id = ".*, false, .*, .*", expect = FORBIDDEN, desc = "NEVER_DRAINED")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "REFUSED_TASK_RAN")
@State
public class StartVersusStop {

    private final Group group = new Group("race");
    private final Runs task = new Runs();
    private boolean written; // plain: the wait publishes it

    @Actor
    public void start(ZZZZ_Result r) {
        r.r1 = group.tryStart("task", () -> {
            written = true;
            task.run();
        });
    }

    @Actor
    public void stop(ZZZZ_Result r) {
        r.r2 = group.stop(Patience.FOREVER).isDrained();
        r.r3 = written;
    }

    @Arbiter
    public void judge(ZZZZ_Result r) {
        if (!r.r1) {
            task.forbid();
        }
        r.r4 = Runs.tooOften();
    }
}

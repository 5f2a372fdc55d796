package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.Group;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;

/**
 * A task is started while the group stops without waiting: accepted?, none left?, had it run?, did a refused one run?
 */
@JCStressTest
@Outcome(id = "true, true, true, false", expect = ACCEPTABLE, desc = "accepted, and ended before the report")
@Outcome(id = "true, false, .*, false", expect = ACCEPTABLE, desc = "accepted, and in the report")
@Outcome(id = "false, true, false, false", expect = ACCEPTABLE, desc = "refused")
@Outcome(id = "true, true, false, .*", expect = FORBIDDEN, desc = "ACCEPTED_TASK_MISSING_IN_THE_REPORT")
@Outcome(id = "false, false, .*, .*", expect = FORBIDDEN, desc = "REFUSED_TASK_IN_THE_REPORT")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "REFUSED_TASK_RAN")
@State
public class StartVersusStopAtOnce {

    private final Group group = new Group("race");
    private final Runs task = new Runs();

    @Actor
    public void start(ZZZZ_Result r) {
        r.r1 = group.tryStart("task", task::run);
    }

    @Actor
    public void stop(ZZZZ_Result r) {
        r.r2 = group.stop(Duration.ZERO).isDrained();
        r.r3 = task.hasRun();
    }

    @Arbiter
    public void judge(ZZZZ_Result r) {
        if (!r.r1) {
            task.forbid();
        }
        r.r4 = Runs.tooOften();
    }
}

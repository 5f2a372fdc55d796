package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.Group;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads start tasks and meet, so that the group makes room for both, and one stops it: how many tasks are not in
 * the report?, how many are active?
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "each that was accepted")
@Outcome(id = "[1-9].*, .*", expect = FORBIDDEN, desc = "ACCEPTED_TASK_MISSING_IN_THE_REPORT")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "COUNTED_WRONG")
@State
public class GrowthVersusStop {

    private static final int TASKS = 8;

    private final Group group = new Group("race");
    private int accepted;
    private int reported;

    @Actor
    public void start() {
        for (int i = 0; i < 4 * TASKS && group.tryEnrol("task") != null; i++) {
            accepted++;
        }
    }

    @Actor
    public void startAndStop() {
        for (int i = 0; i < TASKS; i++) {
            group.enrol("own");
        }
        reported = group.endStop().activeAtEnd() - TASKS;
    }

    @Arbiter
    public void judge(II_Result r) {
        r.r1 = accepted - reported;
        r.r2 = (int) group.counts().active() - accepted - TASKS;
    }
}

package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * Tasks begin and end, one after another, while others look twice at the counts: was each look right?, and the second
 * not older?
 */
@JCStressTest
@Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "each of a moment")
@Outcome(id = "false, .*, .*", expect = FORBIDDEN, desc = "IMPOSSIBLE_COUNTS")
@Outcome(id = "true, false, .*", expect = FORBIDDEN, desc = "COUNTS_WENT_BACK")
@Outcome(id = "true, true, false", expect = FORBIDDEN, desc = "END_LOST")
@State
public class CountsVersusEnds {

    private static final int TASKS = 5;

    private final Group group = new Group("race");

    @Actor
    public void runTasks() {
        for (int i = 0; i < TASKS; i++) {
            group.run("task", () -> {});
        }
    }

    @Actor
    public void look(ZZZ_Result r) {
        TaskCounts first = group.counts();
        TaskCounts second = group.counts();
        r.r1 = isPossible(first) && isPossible(second);
        r.r2 = second.accepted() >= first.accepted() && second.completed() >= first.completed();
    }

    /** One thread runs them, so there is one at a time. */
    private static boolean isPossible(TaskCounts counts) {
        return counts.active() >= 0 && counts.active() <= 1 && counts.failed() == 0;
    }

    @Arbiter
    public void judge(ZZZ_Result r) {
        r.r3 = group.counts().equals(new TaskCounts(TASKS, TASKS, 0, 0));
    }
}

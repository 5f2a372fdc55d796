package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.TaskCounts;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A task ends while the group stops without waiting: active at the start?, active at the end?, are the counts right?
 */
@JCStressTest
@Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "ended before the stop")
@Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "ended meanwhile")
@Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "in the report")
@Outcome(id = "0, 1, .*", expect = FORBIDDEN, desc = "IN_THE_REPORT_AND_NOT_COUNTED")
@Outcome(id = ".*, .*, 0", expect = FORBIDDEN, desc = "END_LOST")
@State
public class EndVersusStop {

    private final Group group = new Group("race");
    private final Membership task = group.enrol("task");

    @Actor
    public void end() {
        task.close();
    }

    @Actor
    public void stop(III_Result r) {
        group.beginStop();
        DrainReport report = group.endStop();
        r.r1 = report.activeAtStart();
        r.r2 = report.activeAtEnd();
    }

    @Arbiter
    public void judge(III_Result r) {
        boolean isCounted = group.counts().equals(new TaskCounts(1, 1, 0, 0));
        r.r3 = isCounted && Patience.isOver(group::await) && group.activeTasks().isEmpty() ? 1 : 0;
    }
}

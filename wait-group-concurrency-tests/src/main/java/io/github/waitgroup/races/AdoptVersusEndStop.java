package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** A task is adopted while the stop ends: late?, counted in the report?, named in it?, active afterwards? */
@JCStressTest
@Outcome(id = "[01], 1, 1, 1", expect = ACCEPTABLE, desc = "adopted before the end, and in the report")
@Outcome(id = "1, 0, 1, 1", expect = ACCEPTABLE, desc = "late, and named because it came before the report was written")
@Outcome(id = "1, 0, 0, 1", expect = ACCEPTABLE, desc = "late, and not in the report")
@Outcome(id = "0, 0, [01], 1", expect = FORBIDDEN, desc = "NEITHER_IN_THE_REPORT_NOR_LATE")
@Outcome(id = "[01], 1, 0, 1", expect = FORBIDDEN, desc = "COUNTED_AND_NOT_NAMED")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "ADOPTED_TASK_LOST")
@State
public class AdoptVersusEndStop {

    private final Group group = new Group("race");

    @Actor
    public void adopt() {
        group.adopt("task");
    }

    @Actor
    public void endStop(IIII_Result r) {
        DrainReport report = group.endStop();
        r.r2 = (int) (report.activeAtStart() + report.followUps());
        r.r3 = report.activeAtEnd();
    }

    @Arbiter
    public void judge(IIII_Result r) {
        r.r1 = (int) group.anomalies().late();
        boolean counted = group.counts().equals(new TaskCounts(1, 0, 0, 0));
        r.r4 = counted ? group.activeTasks().size() : 0;
    }
}

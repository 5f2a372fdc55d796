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
 * A task is started while a stopped group restarts: accepted?, did a wait end?, had the task run by then?, too often?
 */
@JCStressTest
@Outcome(id = "true, true, true, false", expect = ACCEPTABLE, desc = "accepted by the restarted group, and waited for")
@Outcome(id = "false, true, false, false", expect = ACCEPTABLE, desc = "refused by the stopped group")
@Outcome(id = "true, true, false, .*", expect = FORBIDDEN, desc = "TASK_FORGOTTEN_BY_THE_RESTART")
@Outcome(id = ".*, false, .*, .*", expect = FORBIDDEN, desc = "NEVER_DRAINED")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "REFUSED_TASK_RAN")
@State
public class RestartVersusStart {

    private final Group group = new Group("race");
    private final Runs task = new Runs();
    private boolean written; // plain: the wait publishes it

    public RestartVersusStart() {
        group.stop(Duration.ZERO);
    }

    @Actor
    public void restart() {
        group.restart();
    }

    @Actor
    public void start(ZZZZ_Result r) {
        r.r1 = group.tryStart("task", () -> {
            written = true;
            task.run();
        });
        r.r2 = Patience.isWoken(group::await, Patience.FOREVER);
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

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
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * One of two tasks ends while a group restarts whose stop waits for both: did the stop go on until the other ended?,
 * did it end then?
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the stop has waited for both")
@Outcome(id = "false, true", expect = FORBIDDEN, desc = "WOKEN_BEFORE_THE_OTHER_TASK_HAD_ENDED")
@Outcome(id = ".*, false", expect = FORBIDDEN, desc = "LOST_WAKE_UP")
@State
public class EndVersusRestart {

    private final Group group = new Group("race");
    private final Membership task = group.enrol("task");
    private final Membership other = group.enrol("other");
    private final Sleeper stop = new Sleeper();
    private volatile boolean isDrained;

    public EndVersusRestart() {
        Threads.start(() -> stop.sleep(timeout -> {
            isDrained = group.stop(timeout).isDrained();
            return true;
        }));
        stop.untilItSleeps();
    }

    @Actor
    public void end() {
        task.close();
    }

    @Actor
    public void restart() {
        group.restart();
    }

    @Arbiter
    public void judge(ZZ_Result r) {
        Bug.window(); // time for a stop that has been woken too early
        other.close();
        r.r2 = stop.wakes(Patience.FOREVER);
        r.r1 = isDrained;
    }
}

package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.AtOnce;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.TaskCounts;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** A membership is closed while its owner is found to be lost: completed?, failed?, leaked?, and how often notified? */
@JCStressTest
@Outcome(id = "1, 0, 0, 0", expect = ACCEPTABLE, desc = "closed in time")
@Outcome(id = "0, 1, 1, 1", expect = ACCEPTABLE, desc = "leaked, and the handler was notified")
@Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "NEVER_ENDED")
@Outcome(id = "1, 1, .*", expect = FORBIDDEN, desc = "ENDED_TWICE")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "COUNTED_WRONG")
@State
public class CloseVersusLostOwner {

    private final AtomicInteger notified = new AtomicInteger();
    private final Group group = new Group("race", (group, task, failure) -> notified.incrementAndGet());
    private final Membership work = group.adopt("work");

    @Actor
    public void close() {
        work.close();
    }

    @Actor
    public void lose() {
        AtOnce.loseOwner(work);
    }

    @Arbiter
    public void judge(IIII_Result r) {
        TaskCounts counts = group.counts();
        r.r1 = (int) counts.completed();
        r.r2 = (int) counts.failed();
        r.r3 = (int) group.anomalies().leaked();
        r.r4 = notified.get();
    }
}

package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIZ_Result;

/** Two tasks are started where one at a time may run: drained?, how many ran?, did they run together? */
@JCStressTest
@Outcome(id = "true, 2, false", expect = ACCEPTABLE, desc = "one after the other")
@Outcome(id = "false, .*, .*", expect = FORBIDDEN, desc = "TURN_LOST")
@Outcome(id = ".*, .*, true", expect = FORBIDDEN, desc = "TWO_AT_A_TIME")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "RAN_TOO_OFTEN_OR_NOT_AT_ALL")
@State
public class StartVersusTurn {

    private final Group group = new Group("race", FailureHandler.uncaught(), 1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger ran = new AtomicInteger();
    private volatile boolean together;

    @Actor
    public void start() {
        group.start("task", this::task);
    }

    @Actor
    public void startToo() {
        group.start("task", this::task);
    }

    private void task() {
        if (running.incrementAndGet() > 1) {
            together = true;
        }
        ran.incrementAndGet();
        running.decrementAndGet();
    }

    @Arbiter
    public void judge(ZIZ_Result r) {
        r.r1 = Patience.isWoken(group::await, Patience.FOREVER);
        r.r2 = ran.get();
        r.r3 = together;
    }
}

package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.AtOnce;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * A thread runs a part of a task while a stop interrupts the task: was the part interrupted?, was the thread after it
 * had left?, is the next part?
 */
@JCStressTest
@Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "the interrupt met the part")
@Outcome(id = "false, false, true", expect = ACCEPTABLE, desc = "the interrupt met the next part")
@Outcome(id = ".*, true, .*", expect = FORBIDDEN, desc = "INTERRUPTED_AFTER_IT_HAD_LEFT")
@Outcome(id = "false, false, false", expect = FORBIDDEN, desc = "INTERRUPT_LOST")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "INTERRUPTED_TWICE")
@State
public class PartVersusInterrupt {

    private final Group group = new Group("race");
    private final Membership work = group.enrol("work");
    private volatile boolean interrupted;

    /** Begins the stop. */
    public PartVersusInterrupt() {
        group.beginStop();
    }

    @Actor
    public void run(ZZZ_Result r) {
        work.enter().close();
        r.r1 = Thread.interrupted();
        Patience.until(() -> interrupted);
        r.r2 = Thread.interrupted();
    }

    @Actor
    public void interrupt() {
        AtOnce.interrupt(work);
        interrupted = true;
    }

    @Arbiter
    public void runNext(ZZZ_Result r) {
        work.enter().close();
        r.r3 = Thread.interrupted();
    }
}

package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.SafeWaitGroup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * Two members join, one after the other, while the group closes: first admitted?, second?, is the count that of the
 * close?
 */
@JCStressTest
@Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "both before the close")
@Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "the close in between")
@Outcome(id = "false, false, true", expect = ACCEPTABLE, desc = "both after the close")
@Outcome(id = "false, true, .*", expect = FORBIDDEN, desc = "CLOSED_AND_REOPENED")
@Outcome(id = ".*, .*, false", expect = FORBIDDEN, desc = "ADMITTED_AFTER_A_CLOSE_THAT_WAS_SEEN")
@State
public class TryAddVersusClose {

    private final SafeWaitGroup group = new SafeWaitGroup();
    private int countAtClose;

    @Actor
    public void join(ZZZ_Result r) {
        r.r1 = group.tryAdd(1);
        r.r2 = group.tryAdd(1);
    }

    @Actor
    public void close() {
        Patience.isOver(group::await);
        countAtClose = group.count();
    }

    @Arbiter
    public void compare(ZZZ_Result r) {
        r.r3 = group.count() == countAtClose;
    }
}

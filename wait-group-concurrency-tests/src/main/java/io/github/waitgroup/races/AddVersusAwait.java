package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.SafeWaitGroup;
import io.github.waitgroup.WaitGroupClosedException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** A member joins while a wait begins: admitted?, did the wait find nobody?, count. */
@JCStressTest
@Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "joined first, so the wait is for it")
@Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "came second, so it is refused")
@Outcome(id = "true, true, 1", expect = FORBIDDEN, desc = "ADMITTED_BUT_NOT_WAITED_FOR")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "COUNT_WITHOUT_MEMBER")
@State
public class AddVersusAwait {

    private final SafeWaitGroup group = new SafeWaitGroup();

    @Actor
    public void add(ZZI_Result r) {
        try {
            group.add(1);
            r.r1 = true;
        } catch (WaitGroupClosedException refused) {
            r.r1 = false;
        }
    }

    @Actor
    public void await(ZZI_Result r) {
        r.r2 = Patience.isOver(group::await);
    }

    @Arbiter
    public void count(ZZI_Result r) {
        r.r3 = group.count();
    }
}

package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.RateLimitedSafeWaitGroup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/** A member joins a rate-limited group while an await begins: admitted?, how many at the start, count. */
@JCStressTest
@Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "joined first, so the await is for it")
@Outcome(id = "false, 0, 0", expect = ACCEPTABLE, desc = "came second, so it is refused")
@Outcome(id = "true, 0, 1", expect = FORBIDDEN, desc = "ADMITTED_BUT_NOT_WAITED_FOR")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "COUNT_WITHOUT_MEMBER")
@State
public class MeteredAddVersusAwait {

    private final RateLimitedSafeWaitGroup group = new RateLimitedSafeWaitGroup();

    @Actor
    public void add(ZII_Result r) {
        r.r1 = group.tryAdd(1);
    }

    @Actor
    public void await(ZII_Result r) {
        r.r2 = Metered.look(group).activeAtStart();
    }

    @Arbiter
    public void count(ZII_Result r) {
        r.r3 = group.count();
    }
}

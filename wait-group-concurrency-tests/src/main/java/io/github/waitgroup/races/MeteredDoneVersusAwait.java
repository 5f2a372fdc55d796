package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.RateLimitedSafeWaitGroup;
import io.github.waitgroup.RateLimitedSafeWaitGroup.DrainCounts;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/** The last member leaves a rate-limited group while an await begins: was it woken?, how many at the start, tokens. */
@JCStressTest
@Outcome(id = "true, 0, 0", expect = ACCEPTABLE, desc = "left first, without a token")
@Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "left second, with a token")
@Outcome(id = "true, 1, 0", expect = FORBIDDEN, desc = "LEFT_WITHOUT_A_TOKEN")
@Outcome(id = "true, 0, 1", expect = FORBIDDEN, desc = "TOKEN_WITHOUT_A_MEMBER")
@Outcome(id = "false, .*", expect = FORBIDDEN, desc = "LOST_WAKE_UP")
@State
public class MeteredDoneVersusAwait {

    private final RateLimitedSafeWaitGroup group = new RateLimitedSafeWaitGroup();
    private final AtomicInteger tokens = new AtomicInteger();

    public MeteredDoneVersusAwait() {
        group.add(1);
    }

    @Actor
    public void leave() {
        group.done();
    }

    @Actor
    public void await(ZII_Result r) {
        DrainCounts counts = Metered.await(group, stop -> tokens.incrementAndGet());
        r.r1 = Metered.isWoken(counts);
        r.r2 = counts.activeAtStart();
    }

    @Arbiter
    public void count(ZII_Result r) {
        r.r3 = tokens.get();
    }
}

package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.Context;
import io.github.waitgroup.RateLimitedSafeWaitGroup;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A member comes to a limiter that gives no tokens, while the time of the await is up: was the member released? */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "released, or never held")
@Outcome(id = "false", expect = FORBIDDEN, desc = "HELD_AFTER_THE_STOP")
@State
public class MeteredDoneVersusStop {

    private static final Duration TIME = Duration.ofNanos(50_000);

    private final RateLimitedSafeWaitGroup group = new RateLimitedSafeWaitGroup();
    private boolean released = true;

    public MeteredDoneVersusStop() {
        group.add(1);
    }

    @Actor
    public void leave(Z_Result r) {
        group.done();
        r.r1 = released;
    }

    @Actor
    public void await() {
        Metered.await(group, this::hold, Context.background().withTimeout(TIME));
    }

    /** Runs in the thread of the member. */
    private void hold(Context stop) {
        released = Patience.isWoken(stop.done()::await, Patience.FOREVER);
    }
}

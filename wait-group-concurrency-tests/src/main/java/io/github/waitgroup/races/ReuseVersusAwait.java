package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.WaitGroup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The last member leaves and a new one joins at once, while a waiter sleeps: was the waiter woken by the zero in
 * between?
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "woken")
@Outcome(id = "false", expect = FORBIDDEN, desc = "MISSED_THE_ZERO")
@State
public class ReuseVersusAwait {

    private final WaitGroup group = new WaitGroup();
    private final Sleeper waiter = new Sleeper();

    public ReuseVersusAwait() {
        group.add(1);
    }

    @Actor
    public void await() {
        waiter.sleep(group::await);
    }

    @Actor
    public void reuse(Z_Result r) {
        waiter.untilItSleeps();
        group.done();
        group.add(1);
        r.r1 = waiter.wakes(Patience.FOREVER);
        group.done();
    }
}

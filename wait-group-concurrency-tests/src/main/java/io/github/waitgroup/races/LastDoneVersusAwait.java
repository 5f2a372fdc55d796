package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.WaitGroup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The last member leaves while a wait begins: was the waiter woken? */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "woken, or there was nothing to wait for")
@Outcome(id = "false", expect = FORBIDDEN, desc = "LOST_WAKE_UP")
@State
public class LastDoneVersusAwait {

    private final WaitGroup group = new WaitGroup();

    public LastDoneVersusAwait() {
        group.add(1);
    }

    @Actor
    public void leave() {
        group.done();
    }

    @Actor
    public void await(Z_Result r) {
        r.r1 = Patience.isWoken(group::await, Patience.FOREVER);
    }
}

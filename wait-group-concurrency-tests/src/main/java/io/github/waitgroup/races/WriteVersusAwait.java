package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.WaitGroup;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A member writes and leaves while another thread looks: what is read after a wait that was over, or -1. */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "the member has not left")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "the member has left, its write is seen")
@Outcome(id = "0", expect = FORBIDDEN, desc = "WRITE_NOT_PUBLISHED")
@State
public class WriteVersusAwait {

    private final WaitGroup group = new WaitGroup();
    private int written; // plain: the wait publishes it

    public WriteVersusAwait() {
        group.add(1);
    }

    @Actor
    public void write() {
        written = 1;
        group.done();
    }

    @Actor
    public void read(I_Result r) {
        r.r1 = Patience.isOver(group::await) ? written : -1;
    }
}

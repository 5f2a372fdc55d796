package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.CloseableStopChannel;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;

/** Two threads close one channel: is it closed for the one?, for the other?, did the action run?, too often? */
@JCStressTest
@Outcome(id = "true, true, true, false", expect = ACCEPTABLE, desc = "one of the two closed it")
@Outcome(id = ".*, .*, .*, true", expect = FORBIDDEN, desc = "ACTION_RAN_TWICE")
@Outcome(id = ".*, .*, false, false", expect = FORBIDDEN, desc = "ACTION_LOST")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "CLOSE_RETURNED_WHILE_OPEN")
@State
public class CloseVersusClose {

    private final CloseableStopChannel channel = new CloseableStopChannel();
    private final Runs action = new Runs();

    public CloseVersusClose() {
        channel.onClose(action);
    }

    @Actor
    public void close(ZZZZ_Result r) {
        channel.close();
        r.r1 = channel.isClosed();
    }

    @Actor
    public void closeToo(ZZZZ_Result r) {
        channel.close();
        r.r2 = channel.isClosed();
    }

    @Arbiter
    public void judge(ZZZZ_Result r) {
        r.r3 = action.runs(Patience.FOREVER);
        r.r4 = Runs.tooOften();
    }
}

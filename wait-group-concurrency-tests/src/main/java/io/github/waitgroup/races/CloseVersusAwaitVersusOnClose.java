package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.CloseableStopChannel;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * A channel is closed while another thread registers an action and then waits: woken?, did the action run?, too often?
 */
@JCStressTest
@Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "woken, and the action ran once")
@Outcome(id = ".*, .*, true", expect = FORBIDDEN, desc = "ACTION_RAN_TWICE")
@Outcome(id = ".*, false, .*", expect = FORBIDDEN, desc = "ACTION_LOST")
@Outcome(id = "false, .*, .*", expect = FORBIDDEN, desc = "LOST_WAKE_UP")
@State
public class CloseVersusAwaitVersusOnClose {

    private final CloseableStopChannel channel = new CloseableStopChannel();
    private final Runs action = new Runs();

    @Actor
    public void close() {
        channel.close();
    }

    @Actor
    public void register(ZZZ_Result r) {
        channel.onClose(action);
        r.r1 = Patience.isWoken(channel::await, Patience.FOREVER);
    }

    @Arbiter
    public void judge(ZZZ_Result r) {
        r.r2 = action.runs(Patience.FOREVER);
        r.r3 = Runs.tooOften();
    }
}

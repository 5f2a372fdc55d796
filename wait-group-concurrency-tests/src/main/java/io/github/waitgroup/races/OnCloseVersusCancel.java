package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.StopChannel;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * A channel is closed while an action is taken back: taken back?, did it run?, too often, or although it was taken
 * back?
 */
@JCStressTest
@Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "taken back, so it does not run")
@Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "too late, so it runs")
@Outcome(id = ".*, .*, true", expect = FORBIDDEN, desc = "RAN_ALTHOUGH_TAKEN_BACK")
@Outcome(id = "false, false, false", expect = FORBIDDEN, desc = "NEITHER_TAKEN_BACK_NOR_RUN")
@State
public class OnCloseVersusCancel {

    private final CloseableStopChannel channel = new CloseableStopChannel();
    private final Runs action = new Runs();
    private final StopChannel.Registration registration = channel.onClose(action);

    @Actor
    public void close() {
        channel.close();
    }

    @Actor
    public void cancel(ZZZ_Result r) {
        r.r1 = registration.cancel();
    }

    @Arbiter
    public void judge(ZZZ_Result r) {
        if (r.r1) {
            action.forbid();
        } else {
            r.r2 = action.runs(Patience.FOREVER);
        }
        r.r3 = Runs.tooOften();
    }
}

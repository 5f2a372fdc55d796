package io.github.waitgroup.races;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Must fail: an action is added to the list after it was seen that the channel is open. */
@JCStressTest
@JCStressMeta(CloseVersusAwaitVersusOnClose.class)
@State
public class CloseVersusAwaitVersusOnCloseCanary {

    private final List<Runnable> actions = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Runs action = new Runs();

    @Actor
    public void close() {
        closed.countDown();
        actions.forEach(Runnable::run);
    }

    @Actor
    public void register(ZZZ_Result r) {
        if (closed.getCount() == 0) {
            action.run();
        } else {
            Bug.window();
            actions.add(action);
        }
        r.r1 = Patience.isOpened(closed, Patience.FOREVER);
    }

    @Arbiter
    public void judge(ZZZ_Result r) {
        r.r2 = action.runs(Patience.IN_VAIN);
        r.r3 = Runs.tooOften();
    }
}

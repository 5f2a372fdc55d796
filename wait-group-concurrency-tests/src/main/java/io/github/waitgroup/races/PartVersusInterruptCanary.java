package io.github.waitgroup.races;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Must fail: looks which thread the task is in, then interrupts that. */
@JCStressTest
@JCStressMeta(PartVersusInterrupt.class)
@State
public class PartVersusInterruptCanary {

    private volatile @Nullable Thread inside;
    private volatile boolean due;
    private volatile boolean interrupted;

    @Actor
    public void run(ZZZ_Result r) {
        runPart();
        r.r1 = Thread.interrupted();
        Patience.until(() -> interrupted);
        r.r2 = Thread.interrupted();
    }

    private void runPart() {
        inside = Thread.currentThread();
        if (due) {
            due = false;
            Thread.currentThread().interrupt();
        }
        Bug.window();
        inside = null;
    }

    @Actor
    public void interrupt() {
        Thread thread = inside;
        Bug.window();
        if (thread != null) {
            thread.interrupt();
        } else {
            due = true;
        }
        interrupted = true;
    }

    @Arbiter
    public void runNext(ZZZ_Result r) {
        runPart();
        r.r3 = Thread.interrupted();
    }
}

package io.github.waitgroup.races;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIZ_Result;

/** Must fail: a task begins to wait after it was seen that no turn is free, and after the last turn was given back. */
@JCStressTest
@JCStressMeta(StartVersusTurn.class)
@State
public class StartVersusTurnCanary {

    private final AtomicInteger turns = new AtomicInteger(1);
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final CountDownLatch both = new CountDownLatch(2);

    @Actor
    public void start() {
        start(both::countDown);
    }

    @Actor
    public void startToo() {
        start(both::countDown);
    }

    private void start(Runnable task) {
        if (turns.compareAndSet(1, 0)) {
            runAll(task);
        } else {
            Bug.window();
            waiting.add(task);
        }
    }

    private void runAll(Runnable first) {
        for (Runnable task = first; task != null; task = waiting.poll()) {
            task.run();
        }
        turns.set(1);
    }

    @Arbiter
    public void judge(ZIZ_Result r) {
        r.r1 = Patience.isOpened(both, Patience.IN_VAIN);
        r.r2 = 2 - (int) both.getCount();
    }
}

package io.github.waitgroup.races;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;

/** Must fail: a task is accepted first and listed afterwards. */
@JCStressTest
@JCStressMeta(StartVersusStopAtOnce.class)
@State
public class StartVersusStopAtOnceCanary {

    private final Set<Runnable> listed = ConcurrentHashMap.newKeySet();
    private final Runs task = new Runs();
    private volatile boolean stopped;

    @Actor
    public void start(ZZZZ_Result r) {
        if (!stopped) {
            Bug.window();
            listed.add(task);
            Threads.start(() -> {
                task.run();
                listed.remove(task);
            });
            r.r1 = true;
        }
    }

    @Actor
    public void stop(ZZZZ_Result r) {
        stopped = true;
        r.r2 = listed.isEmpty();
        r.r3 = task.hasRun();
    }
}

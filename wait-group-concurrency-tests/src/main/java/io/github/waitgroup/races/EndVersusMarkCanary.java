package io.github.waitgroup.races;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Must fail: an end looks whether the task is marked, and then leaves; a mark looks whether it has left. */
@JCStressTest
@JCStressMeta(EndVersusMark.class)
@State
public class EndVersusMarkCanary {

    private final AtomicInteger lasting = new AtomicInteger();
    private volatile boolean marked;
    private volatile boolean left;

    @Actor
    public void end() {
        boolean isMarked = marked;
        Bug.window();
        left = true;
        if (isMarked) {
            lasting.decrementAndGet();
        }
    }

    @Actor
    public void mark() {
        if (!left) {
            Bug.window();
            lasting.incrementAndGet();
            marked = true;
        }
    }

    @Arbiter
    public void judge(II_Result r) {
        r.r1 = lasting.get();
    }
}

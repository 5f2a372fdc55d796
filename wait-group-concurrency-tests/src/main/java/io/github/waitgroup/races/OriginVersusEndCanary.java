package io.github.waitgroup.races;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Must fail: whether the request has ended is asked before others can see what the task keeps of it. */
@JCStressTest
@JCStressMeta(OriginVersusEnd.class)
@State
public class OriginVersusEndCanary {

    private volatile boolean left;
    private volatile @Nullable Origin origin;

    private static final class Origin {
        private volatile boolean ended;
    }

    @Actor
    public void start() {
        Origin made = new Origin();
        made.ended = left;
        Bug.window();
        origin = made;
    }

    @Actor
    public void end() {
        left = true;
        Origin known = origin;
        if (known != null) {
            known.ended = true;
        }
    }

    @Arbiter
    public void look(Z_Result r) {
        Origin kept = origin;
        r.r1 = kept != null && kept.ended;
    }
}

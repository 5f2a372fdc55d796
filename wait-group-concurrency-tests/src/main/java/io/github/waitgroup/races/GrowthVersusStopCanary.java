package io.github.waitgroup.races;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Must fail: a new part of the group takes over what the stop has not changed yet, and is shown later. */
@JCStressTest
@JCStressMeta(GrowthVersusStop.class)
@State
public class GrowthVersusStopCanary {

    private final Part first = new Part(false);
    private volatile List<Part> parts = List.of(first);
    private int accepted;
    private int reported;

    @Actor
    public void start() {
        Part more = new Part(first.isClosed);
        Bug.window();
        parts = List.of(first, more);
        if (!more.isClosed) {
            more.active.incrementAndGet();
            accepted++;
        }
    }

    @Actor
    public void startAndStop() {
        List<Part> known = parts;
        known.forEach(part -> part.isClosed = true);
        reported = known.stream().mapToInt(part -> part.active.get()).sum();
    }

    @Arbiter
    public void judge(II_Result r) {
        r.r1 = accepted - reported;
    }

    private static final class Part {

        private final AtomicInteger active = new AtomicInteger();
        private volatile boolean isClosed;

        Part(boolean isClosed) {
            this.isClosed = isClosed;
        }
    }
}

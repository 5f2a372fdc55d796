package io.github.waitgroup.races;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Must fail: the member has left before its write is there, an order that a count without release and acquire permits.
 */
@JCStressTest
@JCStressMeta(WriteVersusAwait.class)
@State
public class WriteVersusAwaitCanary {

    private volatile int count = 1;
    private volatile int written;

    @Actor
    public void write() {
        count = 0;
        Bug.window();
        written = 1;
    }

    @Actor
    public void read(I_Result r) {
        r.r1 = count == 0 ? written : -1;
    }
}

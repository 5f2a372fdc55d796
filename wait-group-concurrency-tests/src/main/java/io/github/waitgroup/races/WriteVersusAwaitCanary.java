package io.github.waitgroup.races;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Must fail: the count is a plain field, which publishes nothing. */
@JCStressTest
@JCStressMeta(WriteVersusAwait.class)
@State
public class WriteVersusAwaitCanary {

    int count = 1;
    int written;

    @Actor
    public void write() {
        written = 1;
        count = 0;
    }

    @Actor
    public void read(I_Result r) {
        r.r1 = count == 0 ? written : -1;
    }
}

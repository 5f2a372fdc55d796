package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.Group;
import io.github.waitgroup.GroupSet;
import io.github.waitgroup.Membership;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * The last task of one group starts another in a second group, which is looked at first, and leaves while the set is
 * waited for: accepted?, over?, had the follow-up run by then?
 */
@JCStressTest
@Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "the wait included the follow-up")
@Outcome(id = "true, true, false", expect = FORBIDDEN, desc = "FOLLOW_UP_IN_ANOTHER_GROUP_MISSED")
@Outcome(id = ".*, false, .*", expect = FORBIDDEN, desc = "NEVER_OVER")
@Outcome(id = "false, .*", expect = FORBIDDEN, desc = "FOLLOW_UP_IN_ANOTHER_GROUP_REFUSED")
@State
public class HandOverVersusSetAwait {

    private final Group first = new Group("first");
    private final Group second = new Group("second");
    private final GroupSet set = new GroupSet();
    private final Membership work = first.enrol("work");
    private boolean written; // plain: the wait publishes it

    /** Begins both stops, with one task in flight. */
    public HandOverVersusSetAwait() {
        set.add(first);
        set.add(second);
        first.beginStop();
        second.beginStop();
    }

    @Actor
    public void handOver(ZZZ_Result r) {
        r.r1 = work.call(() -> second.tryStart("follow-up", () -> written = true));
        work.close();
    }

    @Actor
    public void await(ZZZ_Result r) {
        r.r2 = Patience.isWoken(timeout -> set.await(List.of(second, first), timeout), Patience.FOREVER);
        r.r3 = written;
    }
}

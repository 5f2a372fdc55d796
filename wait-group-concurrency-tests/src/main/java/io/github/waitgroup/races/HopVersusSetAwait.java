package io.github.waitgroup.races;

import static java.util.Objects.requireNonNull;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.Group;
import io.github.waitgroup.GroupSet;
import io.github.waitgroup.InFlight;
import io.github.waitgroup.Membership;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * A thread that a task has hopped to joins another group, while the task ends elsewhere and the set is waited for:
 * accepted?, over?, had what was accepted ended by then?
 */
@JCStressTest
@Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "the wait included it")
@Outcome(id = "false, true, .*", expect = ACCEPTABLE, desc = "the task had ended, so it was refused")
@Outcome(id = "true, true, false", expect = FORBIDDEN, desc = "ACCEPTED_AFTER_THE_END")
@Outcome(id = ".*, false, .*", expect = FORBIDDEN, desc = "NEVER_OVER")
@State
public class HopVersusSetAwait {

    private final Group first = new Group("first");
    private final Group second = new Group("second");
    private final GroupSet set = new GroupSet();
    private final Membership work;
    private final InFlight inFlight;
    private boolean written; // plain: the wait publishes it

    /** Begins both stops, with one task in flight. */
    public HopVersusSetAwait() {
        set.add(first);
        set.add(second);
        work = first.enrol("work");
        inFlight = work.call(() -> requireNonNull(InFlight.current()));
        first.beginStop();
        second.beginStop();
    }

    @Actor
    @SuppressWarnings("try") // the scope is needed for its end alone
    public void hop(ZZZ_Result r) {
        try (InFlight.Scope scope = InFlight.enter(inFlight)) {
            Membership followUp = second.tryEnrol("follow-up");
            r.r1 = followUp != null;
            if (followUp != null) {
                written = true;
                followUp.close();
            }
        }
    }

    @Actor
    public void await(ZZZ_Result r) {
        work.close();
        r.r2 = Patience.isWoken(timeout -> set.await(List.of(second, first), timeout), Patience.FOREVER);
        r.r3 = written;
    }
}

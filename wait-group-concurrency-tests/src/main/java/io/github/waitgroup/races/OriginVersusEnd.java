package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.TaskOrigin;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A request starts its first task while it ends: does the task know in the end that it outlives the request? */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "it does, or the request had ended before and started nothing")
@Outcome(id = "false", expect = FORBIDDEN, desc = "END_MISSED")
@State
public class OriginVersusEnd {

    private final Group group = new Group("group");
    private final Membership request = group.enrol("request");

    private @Nullable Membership task;

    @Actor
    public void start() {
        try {
            request.run(() -> task = group.enrol("task"));
        } catch (IllegalStateException ended) {
            task = null;
        }
    }

    @Actor
    public void end() {
        request.close();
    }

    @Arbiter
    public void look(Z_Result r) {
        TaskOrigin origin = task == null ? null : task.task().startedBy();
        r.r1 = origin == null || origin.hasEnded();
    }
}

package io.github.waitgroup.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.waitgroup.CancellableContext;
import io.github.waitgroup.Context;
import java.util.concurrent.CancellationException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A context is cancelled for two causes: the cause that the one sees after it, that the other sees, and that of its
 * child.
 */
@JCStressTest
@Outcome(
        id = {"one, one, one", "two, two, two"},
        expect = ACCEPTABLE,
        desc = "the first cause, for all")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "THE_CAUSE_CHANGED")
@State
public class CancelVersusCancel {

    private final CancellableContext context = Context.background().withCancel();
    private final CancellableContext child = context.withCancel();

    @Actor
    public void one(LLL_Result r) {
        context.cancel(new CancellationException("one"));
        r.r1 = cause(context);
    }

    @Actor
    public void two(LLL_Result r) {
        context.cancel(new CancellationException("two"));
        r.r2 = cause(context);
    }

    @Arbiter
    public void judge(LLL_Result r) {
        r.r3 = cause(child);
    }

    private static String cause(Context context) {
        Throwable cause = context.cause();
        return cause == null ? "none" : String.valueOf(cause.getMessage());
    }
}

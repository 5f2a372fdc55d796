package io.github.waitgroup.spring.kotlin;

import io.github.waitgroup.Membership;
import io.github.waitgroup.Membership.Part;
import io.github.waitgroup.WaitGroupClosedException;
import java.util.concurrent.CancellationException;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.CoroutineName;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.Job;
import org.jspecify.annotations.Nullable;

/** The dispatcher of a scope: it makes coroutines tasks when they are launched, and each of their runs a part. */
final class GroupDispatcher extends CoroutineDispatcher {

    /*
     * A launch dispatches in the thread of its caller. So the coroutine is a task before `launch` returns, and the
     * group sees who has started it. Coroutines within a coroutine have jobs of their own, which are descendants of
     * its job; those of `coroutineScope` and the like too. They belong to its task: it does not complete before them.
     */

    private final CoroutineDispatcher dispatcher;
    private final Job scope;
    private final CoroutineTasks tasks;

    GroupDispatcher(CoroutineDispatcher dispatcher, Job scope, CoroutineTasks tasks) {
        this.dispatcher = dispatcher;
        this.scope = scope;
        this.tasks = tasks;
    }

    @Override
    public void dispatch(CoroutineContext context, Runnable block) {
        Job job = context.get(Job.Key);
        if (job == null) { // a coroutine that cannot be awaited
            dispatcher.dispatch(context, block);
            return;
        }
        Job outermost = outermost(job);
        Membership membership;
        try {
            membership = tasks.of(outermost, context.get(CoroutineName.Key));
        } catch (WaitGroupClosedException refused) {
            outermost.cancel(cancellation("The coroutine is refused", refused));
            Dispatchers.getIO().dispatch(context, block); // it ends as cancelled, without running
            return;
        }
        dispatcher.dispatch(context, () -> run(membership, block));
    }

    private Job outermost(Job job) {
        Job outermost = job;
        for (Job parent = job.getParent(); parent != null && parent != scope; parent = parent.getParent()) {
            outermost = parent;
        }
        return outermost;
    }

    private static void run(Membership membership, Runnable block) {
        Part part = enter(membership);
        try {
            block.run();
        } finally {
            if (part != null) {
                part.close();
            }
        }
    }

    /** Null if the task has ended. */
    private static @Nullable Part enter(Membership membership) {
        try {
            return membership.enter();
        } catch (IllegalStateException ended) {
            return null;
        }
    }

    static CancellationException cancellation(String message, @Nullable Throwable cause) {
        CancellationException cancellation = new CancellationException(message);
        cancellation.initCause(cause);
        return cancellation;
    }

    @Override
    public String toString() {
        return dispatcher + " for " + tasks;
    }
}

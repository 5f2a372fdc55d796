package io.github.waitgroup.spring.source.observed;

import io.github.waitgroup.Membership.Part;
import org.jspecify.annotations.Nullable;

/** A scope that is open in a thread, as a part of its task. Those of one thread should lie within each other. */
final class OpenScope {

    /*
     * The variable of a thread is set to null and not removed: its entry costs less than one for each scope.
     */

    private static final ThreadLocal<@Nullable OpenScope> INNERMOST = new ThreadLocal<>();

    private final ObservedTask task;
    private final Part part;

    private @Nullable OpenScope outer;

    private OpenScope(ObservedTask task, Part part, @Nullable OpenScope outer) {
        this.task = task;
        this.part = part;
        this.outer = outer;
    }

    /** Begins a part of the task in the current thread, unless the task has ended. */
    static void open(ObservedTask task) {
        Part part;
        try {
            part = task.membership().enter();
        } catch (IllegalStateException ended) {
            return;
        }
        INNERMOST.set(new OpenScope(task, part, INNERMOST.get()));
    }

    /** Ends the latest part of the task in the current thread, if there is one. */
    static void close(ObservedTask task) {
        OpenScope inner = null;
        OpenScope scope = INNERMOST.get();
        while (scope != null && scope.task != task) {
            inner = scope;
            scope = scope.outer;
        }
        if (scope == null) {
            return;
        }
        if (inner == null) {
            INNERMOST.set(scope.outer);
        } else {
            inner.outer = scope.outer;
        }
        scope.part.close();
    }

    /** Ends all parts in the current thread. */
    static void closeAll() {
        OpenScope scope = INNERMOST.get();
        if (scope != null) {
            INNERMOST.set(null);
            for (; scope != null; scope = scope.outer) {
                scope.part.close();
            }
        }
    }
}

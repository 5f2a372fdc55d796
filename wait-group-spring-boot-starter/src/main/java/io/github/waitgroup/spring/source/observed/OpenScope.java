package io.github.waitgroup.spring.source.observed;

import io.github.waitgroup.Membership.Part;
import org.jspecify.annotations.Nullable;

/** A scope that is open in a thread, as a part of its task. Those of one thread lie within each other. */
final class OpenScope {

    /*
     * A part has to be closed before those around it. Scopes should be closed in that order, too, but nobody enforces
     * it. So one that is closed too early stays until it is the innermost.
     *
     * The variable of a thread is set to null and not removed: its entry costs less than one for each scope.
     */

    private static final ThreadLocal<@Nullable OpenScope> INNERMOST = new ThreadLocal<>();

    private final ObservedTask task;
    private final Part part;
    private final @Nullable OpenScope outer;

    private boolean closed;

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
        OpenScope scope = INNERMOST.get();
        while (scope != null && (scope.closed || scope.task != task)) {
            scope = scope.outer;
        }
        if (scope != null) {
            scope.closed = true;
            closeInnermost();
        }
    }

    /** Ends all parts in the current thread. */
    static void closeAll() {
        for (OpenScope scope = INNERMOST.get(); scope != null; scope = scope.outer) {
            scope.closed = true;
        }
        closeInnermost();
    }

    private static void closeInnermost() {
        OpenScope scope = INNERMOST.get();
        while (scope != null && scope.closed) {
            scope.part.close();
            scope = scope.outer;
        }
        INNERMOST.set(scope);
    }
}

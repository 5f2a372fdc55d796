package io.github.waitgroup;

import org.jspecify.annotations.Nullable;

/** The value that a task returns, where an instrumentation that knows nothing of values runs the task. */
final class Result<T extends @Nullable Object> {

    @Nullable
    T value;

    @SuppressWarnings("NullAway") // null only if the task has returned it
    T get() {
        return value;
    }
}

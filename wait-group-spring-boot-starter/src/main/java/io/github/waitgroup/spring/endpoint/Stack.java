package io.github.waitgroup.spring.endpoint;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a task is or was, for those who may see it. */
final class Stack {

    private Stack() {}

    /** The frames, innermost first; null unless they are shown, and then not even looked up. */
    static @Nullable List<String> of(Supplier<List<StackTraceElement>> stack, boolean isShown) {
        return isShown ? stack.get().stream().map(StackTraceElement::toString).toList() : null;
    }
}

package io.github.waitgroup.sample.problem;

import org.springframework.core.NestedExceptionUtils;

/** The reason of a failure in one line: the first line of the innermost cause's message. */
public final class Reason {

    private Reason() {}

    /** Returns the reason, which never is empty. */
    public static String of(Throwable failure) {
        return NestedExceptionUtils.getMostSpecificCause(failure)
                .toString()
                .lines()
                .findFirst()
                .orElseGet(() -> failure.getClass().getName());
    }
}

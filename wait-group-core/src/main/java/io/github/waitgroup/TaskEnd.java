package io.github.waitgroup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of a task, as a {@link TaskInstrumentation} sees it.
 *
 * @param task the task, which is still active
 * @param outcome how the task ended
 * @param duration from the acceptance of the task until now, a wait for its turn and the {@link FailureHandler}
 *     included
 * @param reaction from the moment at which the task was signalled to stop, or accepted if that was later, until now;
 *     null if it was not signalled
 */
public record TaskEnd(
        ActiveTask task,
        Outcome outcome,
        Duration duration,
        @Nullable Duration reaction) {

    /** How a task ended. */
    public enum Outcome {
        /** It returned; a {@link Membership} was closed. */
        COMPLETED,
        /** It threw; a {@link Membership} was ended with {@link Membership#fail()}, whatever its parts threw. */
        FAILED
    }
}

package io.github.waitgroup.spring.endpoint;

import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event of the shutdown.
 *
 * @param at when it happened
 * @param event what happened, as it is called in the log
 * @param group the name of the group that it happened to; null if it concerns the application
 * @param active how many tasks of the group were active then; null if it does not concern a group
 * @param message the same as a sentence
 */
public record EventDescriptor(
        Instant at,
        String event,
        @Nullable String group,
        @Nullable Integer active,
        String message) {

    static EventDescriptor of(ShutdownTimeline.Entry entry) {
        return new EventDescriptor(
                entry.at(), entry.event().toString(), entry.group(), entry.active(), entry.message());
    }
}

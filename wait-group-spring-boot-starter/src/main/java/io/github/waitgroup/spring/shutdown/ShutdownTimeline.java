package io.github.waitgroup.spring.shutdown;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The story of the shutdown, told once: each event is logged and kept, so that the log, the endpoint and whoever else shows it
 * agree. Of a message of several lines the first is kept: where tasks are stands in the others, for those who read the log.
 *
 * <p>In the log an event has the fields {@code waitgroup.event}, {@code waitgroup.group} and {@code waitgroup.active}, which
 * structured logging writes as such. The names are prefixed because ECS has objects called {@code event} and {@code group}.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class ShutdownTimeline {

    /** So many of the latest events are kept. */
    static final int MAX_EVENTS = 1_000;

    private static final Logger logger = LoggerFactory.getLogger(ShutdownTimeline.class);

    private final Deque<Entry> entries = new ArrayDeque<>();

    /** Creates an empty one. */
    public ShutdownTimeline() {}

    /**
     * What has happened so far, since the application was started.
     *
     * @return the latest events, oldest first
     */
    public List<Entry> entries() {
        synchronized (entries) {
            return List.copyOf(entries);
        }
    }

    /**
     * Tells an event of the application.
     *
     * @param event what happens
     * @param message the same as a sentence
     */
    public void tell(ShutdownEvent event, String message) {
        tell(Level.INFO, event, null, null, message);
    }

    void tell(Level level, ShutdownEvent event, @Nullable String group, @Nullable Integer active, String message) {
        Entry entry = new Entry(Instant.now(), event, group, active, firstLine(message));
        synchronized (entries) {
            if (entries.size() == MAX_EVENTS) {
                entries.removeFirst();
            }
            entries.addLast(entry);
        }
        var line = logger.atLevel(level).addKeyValue("waitgroup.event", event.toString());
        if (group != null) {
            line = line.addKeyValue("waitgroup.group", group);
        }
        if (active != null) {
            line = line.addKeyValue("waitgroup.active", active);
        }
        line.log(message);
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /**
     * One event.
     *
     * @param at when it happened
     * @param event what happened
     * @param group the name of the group that it happened to; null if it concerns the application
     * @param active how many tasks of the group were active then; null if it does not concern a group
     * @param message the same as a sentence, the first line of what is in the log
     */
    public record Entry(
            Instant at,
            ShutdownEvent event,
            @Nullable String group,
            @Nullable Integer active,
            String message) {}
}

package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.Group;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The one record of the events of a shutdown. Each event is logged and kept, so that the log and the endpoint agree. Of
 * a message of several lines, the first one is kept: the others say where tasks are, and are for the log only.
 *
 * <p>In the log, an event has the field {@code waitgroup.event} and, where it concerns a group, {@code waitgroup.group}
 * and {@code waitgroup.active}, which structured logging writes as such, as it does those of the shutdown record. The
 * names are prefixed because ECS has objects called {@code event} and {@code group}.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class ShutdownTimeline {

    static final int MAX_EVENTS = 1_000;

    private static final Logger logger = LoggerFactory.getLogger(ShutdownTimeline.class);

    private final Deque<Entry> entries = new ArrayDeque<>();

    private volatile BiConsumer<Entry, String> listener = (entry, message) -> {};

    /** Creates an empty timeline. */
    public ShutdownTimeline() {}

    /**
     * The events since the application was started.
     *
     * @return the latest events, 1,000 at most, oldest first
     */
    public List<Entry> entries() {
        synchronized (entries) {
            return List.copyOf(entries);
        }
    }

    /**
     * Sets the one listener of the events, which hears of an event before it is logged: the log may block.
     *
     * @param eventAndMessage called in the thread of each event, with the whole message
     */
    public void onEvent(BiConsumer<Entry, String> eventAndMessage) {
        listener = eventAndMessage;
    }

    /**
     * Records an event of the application.
     *
     * @param event the kind of event
     * @param message the event as a sentence
     */
    public void record(ShutdownEvent event, String message) {
        record(event, event.level(), Map.of(), message);
    }

    /**
     * Records an event of the application that has fields of its own.
     *
     * @param event the kind of event
     * @param level the level at which it is logged
     * @param fields the fields, by their names
     * @param message the event as a sentence
     */
    public void record(ShutdownEvent event, Level level, Map<String, Object> fields, String message) {
        record(new Entry(Instant.now(), event, null, null, firstLine(message)), level, fields, message);
    }

    /**
     * Records an event of a group, with its name and the number of its active tasks.
     *
     * @param event the kind of event
     * @param group the group
     * @param message the event as a sentence
     */
    public void record(ShutdownEvent event, Group group, String message) {
        record(event, event.level(), group, message);
    }

    /**
     * Records an event of a group that is logged at a level of its own.
     *
     * @param event the kind of event
     * @param level the level at which it is logged
     * @param group the group
     * @param message the event as a sentence
     */
    void record(ShutdownEvent event, Level level, Group group, String message) {
        int active = (int) group.counts().active();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("waitgroup.group", group.name());
        fields.put("waitgroup.active", active);
        record(new Entry(Instant.now(), event, group.name(), active, firstLine(message)), level, fields, message);
    }

    private void record(Entry entry, Level level, Map<String, Object> fields, String message) {
        synchronized (entries) {
            if (entries.size() == MAX_EVENTS) {
                entries.removeFirst();
            }
            entries.addLast(entry);
        }
        listener.accept(entry, message);
        LoggingEventBuilder line = logger.atLevel(level)
                .addKeyValue("waitgroup.event", entry.event().toString());
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            line = line.addKeyValue(field.getKey(), field.getValue());
        }
        line.log(message);
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /**
     * An event.
     *
     * @param at when it happened
     * @param event the kind of event
     * @param group the name of the group that it happened to; null if it concerns the application
     * @param active how many tasks of the group were active then; null if it concerns the application
     * @param message the event as a sentence, the first line of the message in the log
     */
    public record Entry(
            Instant at,
            ShutdownEvent event,
            @Nullable String group,
            @Nullable Integer active,
            String message) {}
}

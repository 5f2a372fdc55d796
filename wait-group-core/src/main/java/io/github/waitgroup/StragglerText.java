package io.github.waitgroup;

import io.github.waitgroup.DrainReport.Place;
import io.github.waitgroup.DrainReport.Straggler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Stragglers as text of a bounded length, however many there are: those at the same place share one entry, with a
 * count. A {@link DrainReport} has all of them.
 */
final class StragglerText {

    static final int MAX_PLACES = 20;
    static final int MAX_FRAMES = 40;
    static final int MAX_NAMES_PER_PLACE = 20;

    private StragglerText() {}

    static void append(StringBuilder text, List<Straggler> stragglers) {
        Map<Spot, List<Straggler>> bySpot = new LinkedHashMap<>();
        for (Straggler straggler : stragglers) {
            bySpot.computeIfAbsent(Spot.of(straggler), spot -> new ArrayList<>())
                    .add(straggler);
        }
        List<Straggler> others = new ArrayList<>();
        int stacks = 0;
        for (Map.Entry<Spot, List<Straggler>> entry : bySpot.entrySet()) {
            if (stacks++ < MAX_PLACES) {
                appendTasks(text.append("\n  "), entry.getValue());
                appendSpot(text, entry.getKey());
            } else {
                others.addAll(entry.getValue());
            }
        }
        if (!others.isEmpty()) {
            appendTasks(text.append("\n  and elsewhere: "), others);
        }
    }

    private static void appendTasks(StringBuilder text, List<Straggler> tasks) {
        if (tasks.size() == 1) {
            text.append("task ").append(quoted(tasks.get(0).task()));
        } else {
            text.append(tasks.size()).append(" tasks ");
            text.append(tasks.stream()
                    .limit(MAX_NAMES_PER_PLACE)
                    .map(task -> quoted(task.task()))
                    .collect(Collectors.joining(", ")));
            if (tasks.size() > MAX_NAMES_PER_PLACE) {
                text.append(" and ").append(tasks.size() - MAX_NAMES_PER_PLACE).append(" more");
            }
        }
        text.append(", age ").append(range(tasks, Straggler::age));
        text.append(", signalled ").append(range(tasks, Straggler::sinceStop)).append(" ago");
        text.append(", ").append(interrupted(tasks));
    }

    private static void appendSpot(StringBuilder text, Spot spot) {
        if (!spot.place.text().isEmpty()) {
            text.append(", ").append(spot.place.text());
        }
        for (StackTraceElement frame : spot.innermost) {
            text.append("\n    at ").append(frame);
        }
        if (spot.depth > MAX_FRAMES) {
            text.append("\n    ... ").append(spot.depth - MAX_FRAMES).append(" more");
        }
    }

    private static String quoted(String name) {
        return "'" + name + "'";
    }

    private static String range(List<Straggler> tasks, Function<Straggler, Duration> time) {
        Duration first = time.apply(tasks.get(0));
        Duration shortest = first;
        Duration longest = first;
        for (Straggler task : tasks) {
            Duration each = time.apply(task);
            shortest = each.compareTo(shortest) < 0 ? each : shortest;
            longest = each.compareTo(longest) > 0 ? each : longest;
        }
        String from = DrainReport.seconds(shortest);
        String to = DrainReport.seconds(longest);
        return from.equals(to) ? from : from + " to " + to;
    }

    private static String interrupted(List<Straggler> tasks) {
        long interrupted = tasks.stream().filter(Straggler::interrupted).count();
        if (interrupted == tasks.size()) {
            return "interrupted";
        }
        return interrupted == 0 ? "not interrupted" : interrupted + " of them interrupted";
    }

    /** Where stragglers are, as far as it is shown: stacks may be deep, and only what is shown is compared. */
    private record Spot(Place place, List<StackTraceElement> innermost, int depth) {

        static Spot of(Straggler straggler) {
            List<StackTraceElement> stack = straggler.stack();
            int depth = stack.size();
            return new Spot(straggler.place(), stack.subList(0, Math.min(depth, MAX_FRAMES)), depth);
        }
    }
}

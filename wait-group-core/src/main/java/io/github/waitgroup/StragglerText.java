package io.github.waitgroup;

import io.github.waitgroup.DrainReport.Straggler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Stragglers as text of a bounded length, however many there are: those at the same place are told once, with a count. A
 * {@link DrainReport} has all of them.
 */
final class StragglerText {

    static final int MAX_STACKS = 20;
    static final int MAX_FRAMES = 40;
    static final int MAX_NAMES = 20;

    private StragglerText() {}

    static void append(StringBuilder text, List<Straggler> stragglers) {
        Map<List<StackTraceElement>, List<Straggler>> byStack = new LinkedHashMap<>();
        for (Straggler straggler : stragglers) {
            byStack.computeIfAbsent(straggler.stack(), stack -> new ArrayList<>())
                    .add(straggler);
        }
        List<Straggler> untold = new ArrayList<>();
        int told = 0;
        for (Map.Entry<List<StackTraceElement>, List<Straggler>> place : byStack.entrySet()) {
            if (told++ < MAX_STACKS) {
                appendTasks(text.append("\n  "), place.getValue());
                appendStack(text, place.getKey());
            } else {
                untold.addAll(place.getValue());
            }
        }
        if (!untold.isEmpty()) {
            appendTasks(text.append("\n  and elsewhere: "), untold);
        }
    }

    private static void appendTasks(StringBuilder text, List<Straggler> tasks) {
        if (tasks.size() == 1) {
            text.append("task ").append(quoted(tasks.get(0).task()));
        } else {
            text.append(tasks.size()).append(" tasks ");
            text.append(tasks.stream()
                    .limit(MAX_NAMES)
                    .map(task -> quoted(task.task()))
                    .collect(Collectors.joining(", ")));
            if (tasks.size() > MAX_NAMES) {
                text.append(" and ").append(tasks.size() - MAX_NAMES).append(" more");
            }
        }
        text.append(", age ").append(range(tasks.stream().map(Straggler::age).toList()));
        text.append(", told to stop ")
                .append(range(tasks.stream().map(Straggler::sinceStop).toList()))
                .append(" ago");
        text.append(", ").append(interrupted(tasks));
    }

    private static void appendStack(StringBuilder text, List<StackTraceElement> stack) {
        stack.stream()
                .limit(MAX_FRAMES)
                .forEach(frame -> text.append("\n    at ").append(frame));
        if (stack.size() > MAX_FRAMES) {
            text.append("\n    ... ").append(stack.size() - MAX_FRAMES).append(" more");
        }
    }

    private static String quoted(String name) {
        return "'" + name + "'";
    }

    private static String range(List<Duration> durations) {
        String shortest =
                Nanos.format(durations.stream().min(Comparator.naturalOrder()).orElseThrow());
        String longest =
                Nanos.format(durations.stream().max(Comparator.naturalOrder()).orElseThrow());
        return shortest.equals(longest) ? shortest : shortest + " to " + longest;
    }

    private static String interrupted(List<Straggler> tasks) {
        long interrupted = tasks.stream().filter(Straggler::interrupted).count();
        if (interrupted == tasks.size()) {
            return "interrupted";
        }
        return interrupted == 0 ? "not interrupted" : interrupted + " of them interrupted";
    }
}

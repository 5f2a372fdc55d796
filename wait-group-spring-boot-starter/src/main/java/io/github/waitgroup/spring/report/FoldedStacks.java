package io.github.waitgroup.spring.report;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.spring.shutdown.TaskStack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Things that are at stacks, as text of a bounded length: those at the same place share one entry. */
final class FoldedStacks {

    static final int MAX_FRAMES = 40;

    private static final int MAX_PLACES = 10;
    private static final int MAX_NAMES_PER_PLACE = 10;

    private final Map<List<StackTraceElement>, List<String>> places = new LinkedHashMap<>();
    private final int maxPlaces;

    FoldedStacks() {
        this(MAX_PLACES);
    }

    /** @param maxPlaces the limit of the places that are shown */
    FoldedStacks(int maxPlaces) {
        this.maxPlaces = maxPlaces;
    }

    /** Adds a thing with its stack, innermost frame first, which may be empty. */
    void add(String name, List<StackTraceElement> stack) {
        places.computeIfAbsent(stack.subList(0, Math.min(stack.size(), MAX_FRAMES)), place -> new ArrayList<>())
                .add(name);
    }

    /** Adds a task with its stack, or with the reason why it has none. */
    void add(String name, ActiveTask task) {
        if (task.isWaiting()) {
            add(name + ", " + TaskStack.WAITING, List.of());
            return;
        }
        List<StackTraceElement> stack = task.stack();
        add(stack.isEmpty() ? name + ", " + TaskStack.noPlace(task) : name, stack);
    }

    /**
     * Appends a line for each place, and its stack.
     *
     * @param noun one of the things, in the singular
     */
    void appendTo(StringBuilder text, String noun) {
        int left = maxPlaces;
        int elsewhere = 0;
        for (Map.Entry<List<StackTraceElement>, List<String>> place : places.entrySet()) {
            if (left-- > 0) {
                appendNames(text.append("\n  "), noun, place.getValue());
                appendStack(text, place.getKey());
            } else {
                elsewhere += place.getValue().size();
            }
        }
        if (elsewhere > 0) {
            text.append("\n  and ").append(elsewhere).append(" elsewhere");
        }
    }

    private static void appendNames(StringBuilder text, String noun, List<String> names) {
        if (names.size() == 1) {
            text.append(noun).append(' ').append(names.get(0));
            return;
        }
        List<String> shown = names.subList(0, Math.min(names.size(), MAX_NAMES_PER_PLACE));
        text.append(names.size()).append(' ').append(noun).append("s ").append(String.join(", ", shown));
        if (names.size() > shown.size()) {
            text.append(" and ").append(names.size() - shown.size()).append(" more");
        }
    }

    /** Appends a line for each frame, up to a limit. */
    static void appendStack(StringBuilder text, List<StackTraceElement> stack) {
        for (StackTraceElement frame : stack.subList(0, Math.min(stack.size(), MAX_FRAMES))) {
            text.append("\n    at ").append(frame);
        }
    }
}

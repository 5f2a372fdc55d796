package io.github.waitgroup.spring.report;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.DrainReport;
import io.github.waitgroup.DrainReport.Straggler;
import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.shutdown.TaskStack;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * An event that makes a shutdown unclean.
 *
 * @param tasks a line for each task that hung, the oldest first
 * @param headline the event as a sentence
 * @param details the event with stacks; empty if there is no more than the headline
 */
record Trouble(List<String> tasks, String headline, String details) {

    /** The limit of the tasks of one group that are named. */
    private static final int MAX_TASKS = 8;

    static Trouble of(String message) {
        return new Trouble(List.of(), message.lines().findFirst().orElse(""), "");
    }

    static Trouble of(DrainReport report, String message) {
        List<String> tasks = report.stragglers().stream()
                .limit(MAX_TASKS)
                .map(straggler -> line(straggler.task(), report.group(), straggler.age(), place(straggler)))
                .toList();
        return new Trouble(tasks, of(message).headline, message);
    }

    /** A trouble in which tasks are still active. */
    static Trouble of(List<ActiveTask> active, String message) {
        List<String> tasks = active.stream()
                .limit(MAX_TASKS)
                .map(task -> line(task.name(), task.group(), task.age(), TaskStack.place(task)))
                .toList();
        return new Trouble(tasks, of(message).headline, message);
    }

    private static String line(String task, String group, Duration age, String place) {
        return "Task '" + task + "' of group '" + group + "' hung: " + Durations.format(age) + " old, " + place;
    }

    private static String place(Straggler straggler) {
        return switch (straggler.place()) {
            case IN_THREAD ->
                TaskStack.place(straggler.stack()).map(place -> "at " + place).orElse("just ended");
            case WAITING -> TaskStack.WAITING;
            default -> straggler.place().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}

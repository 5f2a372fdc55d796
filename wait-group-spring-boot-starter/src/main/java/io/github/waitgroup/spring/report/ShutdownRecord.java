package io.github.waitgroup.spring.report;

import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.Nouns;
import io.github.waitgroup.spring.shutdown.ShutdownKind;
import io.github.waitgroup.spring.shutdown.ShutdownSteps.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The record of one shutdown.
 *
 * @param kind the kind of shutdown
 * @param duration the time from the begin of the close to the end of the destruction of the beans or, without a close,
 *     the time of the drains
 * @param isClean whether nothing was cut off, see {@link Closing}
 * @param tally what has happened in that time
 * @param steps the steps, in their order
 */
record ShutdownRecord(ShutdownKind kind, Duration duration, boolean isClean, Tally tally, List<Step> steps) {

    private static final String PREFIX = "waitgroup.shutdown.";

    /** The fields for structured logging. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(PREFIX + "duration", duration.toMillis());
        fields.put(PREFIX + "clean", isClean);
        fields.put(PREFIX + "accepted", tally.accepted());
        fields.put(PREFIX + "completed", tally.completed());
        fields.put(PREFIX + "failed", tally.failed());
        fields.put(PREFIX + "refused", tally.refused());
        fields.put(PREFIX + "interrupted", tally.interrupted());
        fields.put(PREFIX + "stragglers", tally.stragglers());
        fields.put(PREFIX + "steps", longSteps());
        return fields;
    }

    private String longSteps() {
        return steps.stream()
                .filter(Step::isNoticeable)
                .map(step -> step.name() + " " + Durations.format(step.duration()))
                .collect(Collectors.joining(", "));
    }

    /** One line, which names only what there is. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                        switch (kind) {
                            case CLOSE -> "The application has closed in ";
                            case JVM_EXIT -> "The groups have drained in ";
                            case FAILED_START -> "The start has failed, and the groups have drained in ";
                        })
                .append(Durations.format(duration));
        if (!isClean) {
            text.append(", not cleanly");
        }
        if (kind == ShutdownKind.JVM_EXIT) {
            text.append(", and the application was not closed");
        }
        List<String> numbers = new ArrayList<>();
        add(numbers, tally.stragglers(), "straggler", "");
        add(numbers, tally.interrupted(), "task", " interrupted");
        add(numbers, tally.failed(), "task", " failed");
        add(numbers, tally.completed(), "task", " completed");
        add(numbers, tally.refused(), "task", " refused");
        if (!numbers.isEmpty()) {
            text.append(": ").append(String.join(", ", numbers));
        }
        String longest = longSteps();
        return longest.isEmpty()
                ? text.toString()
                : text.append(" (").append(longest).append(')').toString();
    }

    private static void add(List<String> numbers, long number, String noun, String verb) {
        if (number > 0) {
            numbers.add(Nouns.counted(number, noun) + verb);
        }
    }
}

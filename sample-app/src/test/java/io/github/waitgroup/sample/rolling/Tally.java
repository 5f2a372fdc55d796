package io.github.waitgroup.sample.rolling;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What became of the requests. Thread-safe. */
final class Tally {

    private static final int MAX_EXAMPLES = 20;

    private final Map<Failure.Kind, Integer> failed = new EnumMap<>(Failure.Kind.class);
    private final List<String> examples = new ArrayList<>();

    private int connections;
    private int answered;
    private int answeredAtSecondAttempt;

    synchronized void connected() {
        connections++;
    }

    synchronized void answered() {
        answered++;
    }

    /** A request was refused with 503, came again after the time in the answer, and was answered. */
    synchronized void answeredAtSecondAttempt() {
        answeredAtSecondAttempt++;
    }

    synchronized void failed(Failure failure) {
        failed.merge(failure.kind(), 1, Integer::sum);
        if (examples.size() < MAX_EXAMPLES) {
            examples.add(Instant.now() + " " + failure.kind() + ": " + failure.getMessage());
        }
    }

    synchronized int requests() {
        return answered + answeredAtSecondAttempt + failures();
    }

    synchronized int failures() {
        return failed.values().stream().mapToInt(Integer::intValue).sum();
    }

    synchronized int failures(Failure.Kind kind) {
        return failed.getOrDefault(kind, 0);
    }

    synchronized int secondAttempts() {
        return answeredAtSecondAttempt;
    }

    synchronized int connections() {
        return connections;
    }

    /** The first failures, for messages. */
    synchronized String examples() {
        return "The first failures:\n" + String.join("\n", examples);
    }
}

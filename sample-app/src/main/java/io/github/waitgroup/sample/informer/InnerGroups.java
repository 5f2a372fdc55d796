package io.github.waitgroup.sample.informer;

import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Groups inside a task: the task does not end before they do, and an interrupt of the task reaches their members. */
final class InnerGroups {

    private static final Logger log = LoggerFactory.getLogger(InnerGroups.class);

    private static final Duration NO_LIMIT = Duration.ofSeconds(Long.MAX_VALUE);

    private InnerGroups() {}

    static Group create(String name) {
        return new Group(
                name,
                (in, task, failure) ->
                        log.error("Task '{}' of group '{}' has failed", task.name(), task.group(), failure));
    }

    /**
     * Waits for a group whose members were signalled. Whoever is impatient interrupts the waiting thread: each
     * interrupt is passed on to the members, and {@code onInterrupt} gets a report of where they were.
     */
    static void join(Group group, Consumer<DrainReport> onInterrupt) {
        boolean interrupted = false;
        DrainReport report = group.stop(NO_LIMIT);
        while (!report.isDrained()) { // ends early only by an interrupt
            onInterrupt.accept(report);
            interrupted |= Thread.interrupted();
            report = group.stop(NO_LIMIT);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.github.waitgroup.spring.endpoint;

import io.github.waitgroup.DrainReport;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * How a drain ended.
 *
 * @param drained whether all tasks ended in time
 * @param activeAtStart tasks that were active when the drain began
 * @param followUps tasks that were accepted after that
 * @param interrupted tasks that were interrupted meanwhile
 * @param activeAtEnd tasks that were still active at its end
 * @param elapsed how long it took
 * @param stragglers the tasks that were still active at its end, oldest first, a hundred at most
 */
public record DrainDescriptor(
        boolean drained,
        int activeAtStart,
        long followUps,
        int interrupted,
        int activeAtEnd,
        Duration elapsed,
        List<StragglerDescriptor> stragglers)
        implements OperationResponseBody {

    private static final int MAX_STRAGGLERS = 100;

    static DrainDescriptor of(DrainReport report, boolean withStacks) {
        return new DrainDescriptor(
                report.isDrained(),
                report.activeAtStart(),
                report.followUps(),
                report.interrupted(),
                report.activeAtEnd(),
                report.elapsed(),
                report.stragglers().stream()
                        .limit(MAX_STRAGGLERS)
                        .map(straggler -> StragglerDescriptor.of(straggler, withStacks))
                        .toList());
    }

    /**
     * A task that was still active when the time of the drain was up.
     *
     * @param name the name of the task
     * @param age how long ago it was accepted, then
     * @param sinceStop how long ago it was told to stop, then
     * @param interrupted whether it was interrupted
     * @param place what is known of where it was
     * @param stack where it was, innermost frame first; null unless stacks are shown
     */
    public record StragglerDescriptor(
            String name,
            Duration age,
            Duration sinceStop,
            boolean interrupted,
            DrainReport.Place place,
            @Nullable List<String> stack) {

        static StragglerDescriptor of(DrainReport.Straggler straggler, boolean withStack) {
            return new StragglerDescriptor(
                    straggler.task(),
                    straggler.age(),
                    straggler.sinceStop(),
                    straggler.interrupted(),
                    straggler.place(),
                    Stack.of(straggler::stack, withStack));
        }
    }
}

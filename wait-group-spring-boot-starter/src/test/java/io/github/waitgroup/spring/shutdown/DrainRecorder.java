package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.DrainReport;
import java.util.List;
import org.springframework.context.event.EventListener;

/** A listener that notes how each drain ended. */
final class DrainRecorder {

    private final List<String> events;

    DrainRecorder(List<String> events) {
        this.events = events;
    }

    @EventListener
    void onDrained(GroupDrainedEvent event) {
        DrainReport report = event.report();
        events.add(report.group()
                + (report.isDrained()
                        ? " drained " + report.activeAtStart()
                        : " left " + report.stragglers().get(0).task()));
    }
}

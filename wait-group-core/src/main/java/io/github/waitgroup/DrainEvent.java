package io.github.waitgroup;

import java.time.Duration;
import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The end of a stop, as the Flight Recorder has it. */
@Name("io.github.waitgroup.Drain")
@Label("Drain")
@Category("Wait Group")
@Description("The stop of a group has ended")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class DrainEvent extends Event {

    private static final DrainEvent ANY =
            new DrainEvent(new DrainReport("", 0, 0, 0, Duration.ZERO, List.of(), DrainReport.Refusals.NONE));

    @Label("Group")
    private final String group;

    @Label("Active at Start")
    private final int activeAtStart;

    @Label("Follow-Ups")
    @Description("Tasks that were accepted after the stop had begun")
    private final long followUps;

    @Label("Interrupted")
    private final int interrupted;

    @Label("Stragglers")
    @Description("Tasks that were still active at the end")
    private final int stragglers;

    @Label("Refused")
    private final long refused;

    @Label("Elapsed")
    @Description("Time since the stop has begun")
    @Timespan(Timespan.NANOSECONDS)
    private final long elapsed;

    DrainEvent(DrainReport report) {
        group = report.group();
        activeAtStart = report.activeAtStart();
        followUps = report.followUps();
        interrupted = report.interrupted();
        stragglers = report.activeAtEnd();
        refused = report.refusals().count();
        elapsed = report.elapsed().toNanos();
    }

    static boolean isRecorded() {
        return ANY.isEnabled();
    }
}

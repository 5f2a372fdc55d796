package io.github.waitgroup;

import io.github.waitgroup.TaskEnd.Outcome;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A task that does nothing runs in the thread of the caller while the Flight Recorder records some of it, or none. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FlightRecordBenchmark {

    private final Group group = new Group("recorded");
    private final Member member = group.enrol("task").guest();

    /** The events that are recorded, none if it is empty. */
    @Param({"", "Task", "Task,TaskStart"})
    public String events = "";

    private @Nullable Recording recording;

    @Setup
    public void record() {
        if (events.isEmpty()) {
            return;
        }
        recording = new Recording();
        for (String event : events.split(",", -1)) {
            recording.enable("io.github.waitgroup." + event).withoutStackTrace();
        }
        recording.setMaxSize(50_000_000);
        recording.start();
    }

    @TearDown
    public void close() {
        if (recording != null) {
            recording.close();
        }
    }

    @Benchmark
    public void group() {
        group.run("task", FlightRecordBenchmark::nothing);
    }

    /** All that a task has to do with the recorder. */
    @Benchmark
    public @Nullable Object recorder() {
        FlightRecords.started(member);
        TaskRecord record = FlightRecords.begin();
        FlightRecords.ended(member, Outcome.COMPLETED, record);
        return record;
    }

    private static void nothing() {}
}

package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events that the Flight Recorder has of a group. */
class FlightRecordTests {

    private static final String TASK = "io.github.waitgroup.Task";
    private static final String TASK_START = "io.github.waitgroup.TaskStart";
    private static final String REFUSAL = "io.github.waitgroup.TaskRefusal";
    private static final String DRAIN = "io.github.waitgroup.Drain";

    @TempDir
    private Path directory;

    private final Group group = new Group("recorded", (in, task, failure) -> {});

    @Test
    void taskIsRecordedFromItsBeginToItsEnd() throws Exception {
        List<RecordedEvent> events = eventsOf(TASK, () -> {
            group.start("returns", () -> TestThread.workFor(Duration.ofMillis(20)));
            group.await();
            group.start("throws", () -> {
                throw new IllegalStateException("on purpose");
            });
            group.await();
        });
        assertThat(events).hasSize(2);
        RecordedEvent returned = events.get(0);
        assertThat(returned.getString("group")).isEqualTo("recorded");
        assertThat(returned.getString("task")).isEqualTo("returns");
        assertThat(returned.getString("outcome")).isEqualTo("completed");
        assertThat(returned.getLong("taskId")).isPositive();
        assertThat(returned.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        assertThat(returned.getDuration("age")).isGreaterThanOrEqualTo(returned.getDuration());
        assertThat(returned.getEventType().getCategoryNames()).containsExactly("Wait Group");
        assertThat(events.get(1).getString("outcome")).isEqualTo("failed");
    }

    @Test
    void workInThreadsOfOthersIsRecorded() throws Exception {
        List<RecordedEvent> events = eventsOf(TASK, () -> {
            group.run("run", () -> TestThread.workFor(Duration.ofMillis(5)));
            Membership membership = group.enrol("request");
            membership.run(() -> TestThread.workFor(Duration.ofMillis(5)));
            membership.rename("GET /orders");
            membership.fail();
        });
        assertThat(events)
                .extracting(event -> event.getString("task") + " " + event.getString("outcome"))
                .containsExactly("run completed", "GET /orders failed");
        assertThat(events).allMatch(event -> event.getDuration().toMillis() >= 5);
    }

    @Test
    void taskThatHasBegunBeforeTheRecordingHasItsAge() throws Exception {
        Gate end = new Gate();
        group.start("early", end::pass);
        Membership membership = group.enrol("request");
        TestThread.workFor(Duration.ofMillis(10));
        List<RecordedEvent> events = eventsOf(TASK, () -> {
            membership.close();
            end.open();
            group.await();
        });
        assertThat(events).hasSize(2).allMatch(event -> event.getDuration("age").toMillis() >= 10);
    }

    @Test
    void waitForATurnIsPartOfTheAgeAndNotOfTheDuration() throws Exception {
        Group limited = new Group("recorded", FailureHandler.uncaught(), 1);
        List<RecordedEvent> events = eventsOf(TASK, () -> {
            Gate end = new Gate();
            limited.start("first", end::pass);
            limited.start("second", () -> {});
            TestThread.workFor(Duration.ofMillis(100));
            end.open();
            limited.await();
        });
        RecordedEvent second = events.get(1);
        assertThat(second.getString("task")).isEqualTo("second");
        assertThat(second.getDuration("age").minus(second.getDuration())).isGreaterThan(Duration.ofMillis(50));
    }

    @Test
    void startIsRecordedInTheThreadOfTheCallerIfThatIsSwitchedOn() throws Exception {
        List<RecordedEvent> events = eventsOf(TASK_START, () -> {
            group.start("started", () -> {});
            group.adopt("joined").close();
            group.enrol("enrolled").close();
        });
        assertThat(events)
                .extracting(event -> event.getString("task"))
                .containsExactly("started", "joined", "enrolled");
        assertThat(events)
                .allMatch(event -> event.getThread()
                        .getJavaName()
                        .equals(Thread.currentThread().getName()));
        assertThat(events).allMatch(event -> event.getStackTrace() != null);
    }

    @Test
    void startIsNotRecordedByDefault() throws Exception {
        Path file = directory.resolve("default.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            group.start("started", () -> {});
            group.await();
            recording.stop();
            recording.dump(file);
        }
        assertThat(RecordingFile.readAllEvents(file))
                .extracting(event -> event.getEventType().getName())
                .contains(TASK)
                .doesNotContain(TASK_START);
    }

    @Test
    void refusalIsRecorded() throws Exception {
        group.close();
        List<RecordedEvent> events = eventsOf(
                REFUSAL, () -> assertThat(group.tryStart("late", () -> {})).isFalse());
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getString("group")).isEqualTo("recorded");
            assertThat(event.getString("task")).isEqualTo("late");
        });
    }

    @Test
    void drainIsRecorded() throws Exception {
        Gate end = new Gate();
        group.start("stubborn", end::pass);
        List<RecordedEvent> events = eventsOf(DRAIN, () -> group.stop(Duration.ofMillis(20)));
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getString("group")).isEqualTo("recorded");
            assertThat(event.getInt("activeAtStart")).isEqualTo(1);
            assertThat(event.getLong("followUps")).isZero();
            assertThat(event.getInt("interrupted")).isEqualTo(1);
            assertThat(event.getInt("stragglers")).isEqualTo(1);
            assertThat(event.getLong("refused")).isZero();
            assertThat(event.getDuration("elapsed")).isBetween(Duration.ofMillis(20), FOREVER);
        });
        end.open();
    }

    @Test
    void eachFieldHasALabel() throws Exception {
        List<RecordedEvent> events = eventsOf(DRAIN, () -> group.stop(Duration.ZERO));
        assertThat(events.get(0).getFields()).allMatch(field -> field.getLabel() != null);
    }

    @Test
    void groupWorksInAJvmWithoutTheRecorder() throws Exception {
        List<String> output =
                TestJvm.outputOf(directory, List.of("--limit-modules", "java.base"), WithoutRecorder.class);
        assertThat(output)
                .containsExactly("recorder: false", "TaskCounts[accepted=2, completed=1, failed=1, refused=1]");
    }

    @Test
    void loadOfTheClassRecordsNothing() throws Exception {
        assertThat(TestJvm.outputOf(directory, List.of(), RecordedFromItsStart.class, directory.toString()))
                .endsWith("own/task");
    }

    /** A program that has begun to record before it uses a group. */
    static final class RecordedFromItsStart {

        private RecordedFromItsStart() {}

        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[0], "first.jfr");
            try (Recording recording = new Recording()) {
                recording.enable(TASK);
                recording.enable(TASK_START);
                recording.start();
                new Group("own").run("task", () -> {});
                recording.dump(file);
            }
            System.out.println(RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals(TASK))
                    .map(event -> event.getString("group") + "/" + event.getString("task"))
                    .sorted()
                    .collect(Collectors.joining(" ")));
        }
    }

    /** A program for a JVM without the recorder. */
    static final class WithoutRecorder {

        private WithoutRecorder() {}

        public static void main(String[] args) {
            System.out.println(
                    "recorder: " + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
            Group group = new Group("recorded", (in, task, failure) -> {}, 1);
            group.start("returns", () -> {});
            group.enrol("fails").fail();
            group.stop(FOREVER);
            group.tryStart("late", () -> {});
            System.out.println(group.counts());
        }
    }

    private List<RecordedEvent> eventsOf(String type, Body body) throws Exception {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(type);
            recording.start();
            Body.task(body).run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .filter(event -> event.getString("group").equals("recorded")) // groups of other tests may be active
                .sorted(Comparator.comparing(RecordedEvent::getEndTime)) // the file has them by thread
                .toList();
    }
}

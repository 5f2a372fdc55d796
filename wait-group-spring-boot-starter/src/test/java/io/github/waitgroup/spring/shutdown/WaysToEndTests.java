package io.github.waitgroup.spring.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.ChildJvm;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All ways in which a JVM ends, each with a task that was accepted before: what becomes of it, and the exit code. The
 * guide to the shutdown has the same table.
 */
class WaysToEndTests {

    private static final String DRAINED = "Group 'default' has drained: 1 task in ";

    /** When the JVM ends, a start may go on for what the grace period leaves beside this. */
    private static final String TIMEOUT = "--wait-group.shutdown.timeout=25s";

    private static final String A_SECOND_TO_START = "--wait-group.shutdown.grace-period=26s";
    private static final String LONG_TO_START = "--wait-group.shutdown.grace-period=60s";

    private static final String CLOSES = "The application closes";
    private static final String EXITS = "The JVM ends, and Spring does not close the application";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    stay                         | SIGTERM | 143 | CLOSE
                    stay                         | SIGINT  | 130 | CLOSE
                    slow-runner                  | SIGTERM | 143 | CLOSE
                    ending-start                 | SIGTERM | 143 | CLOSE
                    slow-start                   | SIGTERM | 143 | EXIT_HOOK
                    late-group                   | SIGTERM | 143 | EXIT_HOOK
                    blocked-start                | SIGTERM | 143 | FAILED_START
                    exit-of-spring               | NONE    | 3   | CLOSE
                    exit                         | NONE    | 3   | CLOSE
                    exit-in-runner               | NONE    | 3   | CLOSE
                    exit-in-refresh-listener     | NONE    | 3   | EXIT_HOOK
                    exit-in-post-construct       | NONE    | 3   | EXIT_HOOK
                    exit-in-lifecycle            | NONE    | 3   | EXIT_HOOK
                    exit-in-close                | SIGKILL | 137 | EXIT_HOOK
                    end-of-main                  | NONE    | 0   | CLOSE
                    throw-in-main                | NONE    | 1   | CLOSE
                    throw-in-runner              | NONE    | 1   | CLOSE
                    throw-in-post-construct      | NONE    | 1   | FAILED_START
                    plain                        | NONE    | 3   | CLOSE
                    plain-exit-in-post-construct | NONE    | 3   | EXIT_HOOK
                    plain-without-hook           | NONE    | 3   | EXIT_HOOK
                    without-hook                 | NONE    | 3   | EXIT_HOOK
                    """)
    void taskIsDrained(String way, Signal signal, int code, DrainedBy drainedBy) throws Exception {
        String timeToStart = drainedBy == DrainedBy.EXIT_HOOK ? A_SECOND_TO_START : LONG_TO_START;
        try (ChildJvm child = start(way, TIMEOUT, timeToStart)) {
            signal.send(child);
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).as(exit.output()).isEqualTo(code);
            assertThat(exit.output()).contains(EndingApplication.SENT, DRAINED).doesNotContain("is cut short");
            drainedBy.assertSeenIn(exit.output());
        }
    }

    /** No stack of a thread shows such a close. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void taskIsDrainedInItsPhaseIfAVirtualThreadClosesTheApplication() throws Exception {
        ChildJvm.Exit exit = exitOf("close-in-virtual-thread", TIMEOUT, A_SECOND_TO_START);
        assertThat(exit.code()).as(exit.output()).isEqualTo(EndingApplication.CODE);
        assertThat(exit.output())
                .contains(CLOSES, EndingApplication.SENT, DRAINED)
                .doesNotContain(EXITS, EndingApplication.TOO_EARLY);
        assertThat(exit.lines())
                .filteredOn(line -> line.contains("The application has closed"))
                .hasSize(1);
    }

    @Test
    void taskOfAnApplicationThatIsNotClosedIsNamedIfItHangs() throws Exception {
        ChildJvm.Exit exit = exitOf("exit-in-post-construct", "--hang=true", "--wait-group.shutdown.timeout=500ms");
        assertThat(exit.code()).as(exit.output()).isEqualTo(EndingApplication.CODE);
        assertThat(exit.output())
                .contains(EXITS, "Group 'default' has not drained: 1 task still active", "task 'mail-42'");
    }

    @Test
    void taskThatCallsExitIsNamedAndTheOtherIsDrained() throws Exception {
        ChildJvm.Exit exit = exitOf("exit-in-task");
        assertThat(exit.code()).as(exit.output()).isEqualTo(EndingApplication.CODE);
        assertThat(exit.output())
                .contains(CLOSES, EndingApplication.SENT, "Task 'exiting' of group 'default' called System.exit");
    }

    /** Nothing runs after a halt, so nothing can be logged. */
    @Test
    void haltLosesTheTaskInSilence() throws Exception {
        ChildJvm.Exit exit = exitOf("halt");
        assertThat(exit.code()).as(exit.output()).isEqualTo(EndingApplication.CODE);
        assertThat(exit.output()).doesNotContain(EndingApplication.SENT, CLOSES, EXITS);
    }

    @Test
    void restartOfTheDeveloperToolsDrainsTheTask() throws Exception {
        String classPath = String.join(File.pathSeparator, ChildJvm.classPath())
                + File.pathSeparator
                + System.getProperty("devtools.jar");
        try (ChildJvm child = ChildJvm.start(List.of("-cp", classPath), EndingApplication.class, "devtools")) {
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).as(exit.output()).isEqualTo(EndingApplication.CODE);
            assertThat(exit.lines())
                    .filteredOn(line -> line.contains(DRAINED))
                    .as("of the application that is restarted, and of the one that ends the JVM")
                    .hasSize(2);
            assertThat(exit.output()).contains(CLOSES).doesNotContain(EXITS);
        }
    }

    @Test
    void shutdownEndpointDrainsTheTask() throws Exception {
        try (ChildJvm child = start(
                "web",
                "--server.port=0",
                "--management.endpoint.shutdown.access=unrestricted",
                "--management.endpoints.web.exposure.include=shutdown")) {
            URI uri = URI.create(
                    "http://localhost:" + child.awaitLine("^port (\\d+)").group(1) + "/actuator/shutdown");
            HttpRequest request =
                    HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).as(exit.output()).isZero();
            assertThat(exit.output()).contains(CLOSES, EndingApplication.SENT, DRAINED);
        }
    }

    private static ChildJvm.Exit exitOf(String way, String... properties) throws InterruptedException {
        try (ChildJvm child = start(way, properties)) {
            return child.awaitExit();
        }
    }

    private static ChildJvm start(String way, String... properties) {
        return ChildJvm.start(
                EndingApplication.class,
                Stream.concat(Stream.of(way), Stream.of(properties)).toArray(String[]::new));
    }

    /** What ends the JVM from outside. */
    enum Signal {
        NONE,
        SIGTERM,
        SIGINT,
        /** For a JVM that would not end: once the group has drained. */
        SIGKILL;

        void send(ChildJvm child) throws Exception {
            switch (this) {
                case NONE -> {}
                case SIGTERM -> {
                    child.awaitLine(EndingApplication.READY);
                    child.terminate();
                }
                case SIGINT -> {
                    child.awaitLine(EndingApplication.READY);
                    child.interrupt();
                }
                case SIGKILL -> {
                    child.awaitLine(DRAINED);
                    child.close();
                }
            }
        }
    }

    /** Where the group drains. */
    enum DrainedBy {
        /** Spring closes the application. */
        CLOSE,
        /** Spring destroys the beans of an application that has failed to start. */
        FAILED_START,
        /** The JVM ends, and Spring does not close the application, or not in time. */
        EXIT_HOOK;

        void assertSeenIn(String output) {
            switch (this) {
                case CLOSE -> assertThat(output).contains(CLOSES).doesNotContain(EXITS);
                case FAILED_START -> assertThat(output).doesNotContain(CLOSES, EXITS);
                case EXIT_HOOK -> assertThat(output).contains(EXITS);
            }
        }
    }
}

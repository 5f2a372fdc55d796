package io.github.waitgroup.sample;

import static io.github.waitgroup.sample.Patience.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * An application in a JVM of its own, with its output in a file: the packaged sample, or one of the tests'. Closing
 * kills it.
 */
public final class SampleProcess implements AutoCloseable {

    /** How the child says which server listens on which port. */
    private static final Pattern LISTENING = Pattern.compile("(\\w+) started on port (\\d+)");

    private static final Pattern STARTED = Pattern.compile("Started \\w+ in");

    /** The two lines of a drain that went well; the number is that of the tasks in flight. */
    static final Pattern STOPPING =
            Pattern.compile("Stopping group 'informer': (\\d+) in flight, at most \\d+\\.\\d{3} s");

    static final Pattern DRAINED = Pattern.compile("Group 'informer' has drained: (\\d+) tasks? in ");

    /** 128 + the number of the signal, as every shell says it. */
    public static final int EXIT_CODE_OF_SIGTERM = 143;

    static final int EXIT_CODE_OF_SIGKILL = 137;

    /** What Kubernetes sets in each container, and Spring Boot looks for. */
    public static final Map<String, String> ENVIRONMENT_ON_KUBERNETES =
            Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1", "KUBERNETES_SERVICE_PORT", "443");

    private static final int TAIL = 60;

    private final Instant startedAt = Instant.now();
    private final Process process;
    private final Path log;

    private SampleProcess(ProcessBuilder command, Path log) throws IOException {
        this.process = command.start();
        this.log = log;
    }

    /** Starts the application and waits until it serves. */
    public static SampleProcess start(Path directory, Path log, String... arguments) throws IOException {
        return start(directory, log, Map.of(), List.of(arguments));
    }

    /** Starts the application with more in its environment, and waits until it serves. */
    public static SampleProcess start(Path directory, Path log, Map<String, String> environment, List<String> arguments)
            throws IOException {
        return start(directory, log, environment, List.of("-jar", jar().toString()), arguments);
    }

    /** Starts another application, which is on the class path of the tests, and waits until it serves. */
    public static SampleProcess start(
            Path directory, Path log, Class<?> main, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> launch = List.of("-cp", System.getProperty("java.class.path"), main.getName());
        return start(directory, log, environment, launch, arguments);
    }

    private static SampleProcess start(
            Path directory, Path log, Map<String, String> environment, List<String> launch, List<String> arguments)
            throws IOException {
        ProcessBuilder command = command(environment, launch, arguments);
        command.directory(directory.toFile());
        command.redirectErrorStream(true);
        command.redirectOutput(log.toFile());
        SampleProcess started = new SampleProcess(command, log);
        try {
            Awaitility.await("the application starts")
                    .atMost(FOREVER)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> started.has(STARTED) || !started.process.isAlive());
            started.find(STARTED);
            return started;
        } catch (Throwable failure) {
            try (started) {
                throw new AssertionError(started.tail(), failure);
            }
        }
    }

    /**
     * Starts the sample, which is expected to fail, and returns what it has logged when it has ended with exit code 1.
     */
    static String failToStart(Path directory, Path log) throws IOException, InterruptedException {
        ProcessBuilder command = command(Map.of(), List.of("-jar", jar().toString()), List.of());
        command.directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        try (SampleProcess failing = new SampleProcess(command, log)) {
            assertThat(failing.exitCode(FOREVER)).isEqualTo(1);
            return failing.output();
        }
    }

    private static ProcessBuilder command(
            Map<String, String> environment, List<String> launch, List<String> arguments) {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1");
        command.command().addAll(launch);
        command.command().add("--server.port=0");
        command.command().addAll(arguments);
        command.environment().putAll(environment);
        return command;
    }

    /** A moment before the application could do anything. */
    Instant startedAt() {
        return startedAt;
    }

    /** The name of the server that listens, such as Tomcat. */
    public String server() {
        return find(LISTENING).group(1);
    }

    public int port() {
        return Integer.parseInt(find(LISTENING).group(2));
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    public int exitCode(Duration atMost) throws InterruptedException {
        assertThat(process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
                .as("the application ends within %s%n%s", atMost, tail())
                .isTrue();
        return process.exitValue();
    }

    /** Finds the line in the log. */
    MatchResult find(Pattern line) {
        return line.matcher(output())
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("No line in the log matches '" + line + "'\n" + tail()));
    }

    boolean has(Pattern line) {
        return line.matcher(output()).find();
    }

    /** The end of the log, for messages. */
    public String tail() {
        List<String> lines = output().lines().toList();
        return "The log ends:\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jar of the sample, as built or as given by {@code -Dsample.jar=…}. */
    private static Path jar() throws IOException {
        String other = System.getProperty("sample.jar");
        if (other != null) {
            return Path.of(other).toAbsolutePath();
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of("target"), "sample-app-*.jar")) {
            return jars.iterator().next().toAbsolutePath();
        }
    }
}

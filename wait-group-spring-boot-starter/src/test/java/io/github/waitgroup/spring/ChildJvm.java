package io.github.waitgroup.spring;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own, of the JDK and with the class path of the tests. Its output can be watched, and it can be ended by
 * a real SIGTERM or SIGINT. Closing kills it.
 *
 * <p>If an expected line or the end does not come within {@link Fixtures#FOREVER}, the test fails with all that the
 * child has written.
 */
public final class ChildJvm implements AutoCloseable {

    /** What a JVM that SIGTERM has ended reports: 128 and the number of the signal. */
    public static final int EXIT_CODE_OF_SIGTERM = 143;

    private final Process process;
    private final Thread reader;

    /** When the child got its signal, or else when it was started, as {@link System#nanoTime()}. */
    private volatile long since = System.nanoTime();

    /** What the child has written: guarded by itself. */
    private final List<String> lines = new ArrayList<>();

    /** Guarded by {@link #lines}. */
    private boolean complete;

    private static final int SIGINT = 2;

    private ChildJvm(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "output-of-child-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code main} with the given arguments. */
    public static ChildJvm start(Class<?> main, String... arguments) {
        return start(List.of(), main, arguments);
    }

    /**
     * Starts {@code main} with the given arguments.
     *
     * @param options of the JVM, such as {@code -Dname=value}; they come last, so that they may replace the class path
     */
    public static ChildJvm start(List<String> options, Class<?> main, String... arguments) {
        return start(Map.of(), options, main, arguments);
    }

    /**
     * Starts {@code main} with the given arguments.
     *
     * @param environment of the process, in addition to that of the tests
     * @param options of the JVM; they come last, so that they may replace the class path
     */
    public static ChildJvm start(
            Map<String, String> environment, List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")); // little, and soon there
        command.addAll(List.of("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath())));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return new ChildJvm(builder.start());
        } catch (IOException e) {
            throw new AssertionError("cannot start " + command, e);
        }
    }

    /** The entries of the class path of the tests. */
    public static List<String> classPath() {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator));
    }

    /** Waits until the child has written a line in which {@code regex} is found, now or before. Returns the first. */
    public MatchResult awaitLine(String regex) throws InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        long deadline = System.nanoTime() + Fixtures.FOREVER.toNanos();
        synchronized (lines) {
            for (int next = 0; ; next++) {
                while (next == lines.size()) {
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (complete || left <= 0) {
                        throw failure("has written no line in which '" + regex + "' is found");
                    }
                    lines.wait(left);
                }
                Matcher matcher = pattern.matcher(lines.get(next));
                if (matcher.find()) {
                    return matcher.toMatchResult();
                }
            }
        }
    }

    /** Sends SIGTERM, and returns at once. */
    public void terminate() {
        if (!process.supportsNormalTermination()) {
            throw new IllegalStateException("this platform knows no SIGTERM");
        }
        since = System.nanoTime();
        process.toHandle().destroy(); // Process.destroy() would close the stream that the output is read from
    }

    /** Sends SIGINT, as Ctrl+C does, and returns at once. */
    public void interrupt() throws IOException, InterruptedException {
        assumeFalse(ignoresInterrupts(), "skipped: who runs the tests in the background has SIGINT ignored");
        since = System.nanoTime();
        Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("this platform knows no SIGINT");
        }
    }

    /** Whether the child has inherited that SIGINT is ignored, as Linux says. */
    private boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16))
                    .anyMatch(ignored -> (ignored & (1 << (SIGINT - 1))) != 0);
        }
    }

    /** Waits until the child has ended. */
    public Exit awaitExit() throws InterruptedException {
        if (!process.waitFor(Fixtures.FOREVER.toNanos(), TimeUnit.NANOSECONDS)) {
            throw failure("has not ended");
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - since);
        reader.join(Fixtures.FOREVER.toMillis());
        return new Exit(process.exitValue(), elapsed, lines());
    }

    /** What the child has written so far, standard output and standard error as they came. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Kills the child, if it has not ended. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = output.readLine()) != null) {
                add(line);
            }
        } catch (IOException killed) {
            add("(output ends: " + killed + ")");
        } finally {
            add(null);
        }
    }

    /** Adds a line, or the end of the output. */
    private void add(@Nullable String line) {
        synchronized (lines) {
            if (line == null) {
                complete = true;
            } else {
                lines.add(line);
            }
            lines.notifyAll();
        }
    }

    private AssertionError failure(String what) {
        String state = process.isAlive() ? "alive" : "ended with " + process.exitValue();
        return new AssertionError("The child " + what + "; it is " + state + ". Its output:\n" + text(lines()));
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines);
    }

    /**
     * How a child has ended.
     *
     * @param code the exit code
     * @param elapsed how long it took from {@link #terminate()}, or from the start if that was not called
     * @param lines everything that it has written
     */
    public record Exit(int code, Duration elapsed, List<String> lines) {

        /** Everything that the child has written, for assertions on what is in it. */
        public String output() {
            return text(lines);
        }
    }
}

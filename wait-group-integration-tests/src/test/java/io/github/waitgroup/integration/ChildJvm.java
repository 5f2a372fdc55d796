package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM of its own with the class path of the tests, which a real SIGTERM ends. Closing kills it, and so does time. */
final class ChildJvm implements AutoCloseable {

    /** 128 and the number of the signal. */
    private static final int EXIT_CODE_OF_SIGTERM = 143;

    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();
    private long signalled;

    private ChildJvm(Process process) {
        this.process = process;
        CompletableFuture.delayedExecutor(Applications.FOREVER.toSeconds(), TimeUnit.SECONDS)
                .execute(process::destroyForcibly);
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts {@code main}. */
    static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dstdout.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(Applications.withDefaults(arguments)));
        return new ChildJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Reads up to the next line that contains the text, and fails if the output ends before. */
    void awaitLine(String text) throws IOException {
        for (String line = read(); line != null; line = read()) {
            if (line.contains(text)) {
                return;
            }
        }
        throw new AssertionError("'" + text + "' is not in the output:\n" + String.join("\n", lines));
    }

    /** Ends the JVM with SIGTERM, and reads what is left of its output. */
    Exit terminate() throws IOException, InterruptedException {
        signalled = System.nanoTime();
        process.toHandle().destroy(); // Process.destroy() would close the stream that the output is read from
        while (read() != null) {
            // the output goes to the list of lines
        }
        assertThat(process.waitFor()).as(String.join("\n", lines)).isEqualTo(EXIT_CODE_OF_SIGTERM);
        return new Exit(Duration.ofNanos(System.nanoTime() - signalled), List.copyOf(lines));
    }

    private String read() throws IOException {
        String line = output.readLine();
        if (line != null) {
            lines.add(line);
        }
        return line;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            output.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The end of a JVM.
     *
     * @param elapsed how long it took from the signal on
     * @param lines everything that it has written
     */
    record Exit(Duration elapsed, List<String> lines) {

        String output() {
            return String.join("\n", lines);
        }

        Stream<String> stream() {
            return lines.stream();
        }
    }
}

package io.github.waitgroup.races;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * Runs jcstress in a JVM of its own, which forks one more for each test: jcstress hands its own JVM's options on to
 * those, and writes into its working directory.
 */
final class Jcstress {

    private final Path directory;
    private final String options;
    private final long timeoutSeconds;

    Jcstress(Path directory, String options, long timeoutSeconds) {
        this.directory = directory;
        this.options = options;
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Runs the tests whose names match, each iteration for {@code millis}, and returns what each fork has seen. */
    List<TestResult> run(String tests, long millis) throws Exception {
        prepare();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.openjdk.jcstress.Main"));
        command.addAll(List.of(options.trim().split("\\s+")));
        command.addAll(List.of("-time", Long.toString(millis), "-t", tests));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new IllegalStateException("jcstress took more than " + timeoutSeconds + " s, see " + log());
        }
        return results(process.exitValue());
    }

    Path log() {
        return directory.resolve("log.txt");
    }

    private void prepare() throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> old = Files.walk(directory)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(directory);
    }

    // jcstress ends with 1 and a stack trace when a test has failed, which a twin has to: what counts is the result
    // file.
    private List<TestResult> results(int exitValue) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            Path file = files.filter(path -> path.toString().endsWith(".bin.gz"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "jcstress ended with " + exitValue + " and without results, see " + log()));
            InProcessCollector collector = new InProcessCollector();
            DiskReadCollector reader = new DiskReadCollector(file.toString(), collector);
            reader.dump();
            reader.close();
            return List.copyOf(collector.getTestResults());
        }
    }
}

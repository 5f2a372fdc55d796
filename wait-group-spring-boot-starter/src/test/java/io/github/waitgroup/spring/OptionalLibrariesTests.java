package io.github.waitgroup.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The starter in a JVM of its own that has nothing but what {@code spring-boot-starter} brings. */
class OptionalLibrariesTests {

    private static final Pattern BROUGHT_BY_SPRING_BOOT_STARTER = Pattern.compile("(?:spring-(?:core|beans|context|aop"
            + "|expression|boot|boot-autoconfigure)|micrometer-(?:commons|observation)|jspecify|logback-(?:core|classic)"
            + "|slf4j-api|jul-to-slf4j|log4j-to-slf4j|log4j-api|commons-logging|snakeyaml|jakarta\\.annotation-api"
            + "|wait-group-core)-\\d.*\\.jar");

    /** What a JVM that was ended by SIGTERM reports: 128 + 15. */
    private static final int TERMINATED = 143;

    @Test
    void applicationWithoutActuatorAndMicrometerStartsAndDrainsOnSigterm(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        classPath(),
                        MinimalApplication.class.getName(),
                        "--wait-group.groups.orders.timeout=10s")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            Awaitility.await()
                    .atMost(Fixtures.FOREVER)
                    .until(() -> !process.isAlive() || read(output).contains(MinimalApplication.READY));
            process.destroy();
            assertThat(process.waitFor(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(read(output))
                .contains("io.micrometer.core.instrument.MeterRegistry: absent")
                .contains("org.springframework.boot.actuate.endpoint.annotation.Endpoint: absent")
                .contains("org.springframework.boot.web.server.context.WebServerApplicationContext: absent")
                .contains("Stopping group 'orders': 1 in flight, at most 10000 ms")
                .contains("poller was told to stop")
                .contains("Group 'orders' has drained: 1 task in ");
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Files.isDirectory(Path.of(entry))
                        || BROUGHT_BY_SPRING_BOOT_STARTER
                                .matcher(Path.of(entry).getFileName().toString())
                                .matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

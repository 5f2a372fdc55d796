package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.ChildJvm;
import io.github.waitgroup.spring.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplicationAotProcessor;

/** A JVM with what Kubernetes sets in the environment of each container, and with no property, gets SIGTERM. */
class KubernetesTests {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1", "KUBERNETES_SERVICE_PORT", "443");

    @ParameterizedTest
    @ValueSource(strings = {"servlet", "reactive"})
    void requestsAreServedAndClientsSentElsewhereForFiveSeconds(String type) throws Exception {
        try (ChildJvm child = ChildJvm.start(ENVIRONMENT, List.of(), PingApplication.class, type)) {
            URI uri = URI.create(
                    "http://localhost:" + child.awaitLine("listens on (\\d+)").group(1) + "/ping");
            assertThat(get(uri).headers().firstValue("connection")).isEmpty();
            long begin = System.nanoTime();
            child.terminate();
            child.awaitLine("Requests are served for another \\d\\.\\d{3} s before they are refused");
            Awaitility.await("the end of the delay")
                    .atMost(Fixtures.FOREVER)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !isServedAndSentElsewhere(uri));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(5));
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).isEqualTo(ChildJvm.EXIT_CODE_OF_SIGTERM);
            assertThat(exit.output())
                    .contains("Requests are served for 5.000 s after the application begins to close:"
                            + " the default on Kubernetes (wait-group.web.shutdown-delay)");
        }
    }

    @Test
    void applicationThatWasCompiledAheadOfTimeFindsOutWhenItRuns(@TempDir Path directory) throws Exception {
        Path sources = directory.resolve("sources");
        Path classes = directory.resolve("classes");
        try (ChildJvm processor = ChildJvm.start(
                List.of("-Xmx256m"),
                SpringApplicationAotProcessor.class,
                PingApplication.class.getName(),
                sources.toString(),
                classes.toString(), // for resources
                classes.toString(),
                "group",
                "artifact",
                "servlet")) {
            ChildJvm.Exit exit = processor.awaitExit();
            assertThat(exit.code()).as(exit.output()).isZero();
        }
        compile(sources, classes);
        String classPath = classes + File.pathSeparator + String.join(File.pathSeparator, ChildJvm.classPath());
        List<String> options = List.of("-Dspring.aot.enabled=true", "-cp", classPath);
        try (ChildJvm child = ChildJvm.start(ENVIRONMENT, options, PingApplication.class, "servlet")) {
            child.awaitLine("Requests are served for 5\\.000 s after the application begins to close");
            child.awaitLine("listens on \\d+, compiled ahead of time");
        }
    }

    private static void compile(Path sources, Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            Stream<String> options = Stream.of(
                    "-nowarn",
                    "-parameters",
                    "-proc:none",
                    "-d",
                    classes.toString(),
                    "-cp",
                    classes + File.pathSeparator + String.join(File.pathSeparator, ChildJvm.classPath()));
            String[] arguments = Stream.concat(
                            options, files.map(Path::toString).filter(file -> file.endsWith(".java")))
                    .toArray(String[]::new);
            ByteArrayOutputStream errors = new ByteArrayOutputStream();
            int code = ToolProvider.getSystemJavaCompiler().run(null, errors, errors, arguments);
            assertThat(code).as(errors.toString(StandardCharsets.UTF_8)).isZero();
        }
    }

    /** Returns false when the application refuses requests, or is gone. */
    private static boolean isServedAndSentElsewhere(URI uri) throws InterruptedException {
        HttpResponse<String> response;
        try {
            response = get(uri);
        } catch (IOException gone) {
            return false;
        }
        assertThat(response.headers().firstValue("connection")).hasValue("close");
        assertThat(response.statusCode()).isIn(200, 503);
        return response.statusCode() == 200;
    }

    private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Fixtures.FOREVER).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}

package io.github.waitgroup.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The starter in a JVM of its own, without its optional libraries. */
class OptionalLibrariesTests {

    private static final Pattern BROUGHT_BY_SPRING_BOOT_STARTER = Pattern.compile("(?:spring-(?:core|beans|context|aop"
            + "|expression|boot|boot-autoconfigure)|micrometer-(?:commons|observation)|jspecify"
            + "|logback-(?:core|classic)|slf4j-api|jul-to-slf4j|log4j-to-slf4j|log4j-api|commons-logging|snakeyaml"
            + "|jakarta\\.annotation-api|wait-group-core)-\\d.*\\.jar");

    private static final Pattern OF_SERVLETS = Pattern.compile("servlet|webmvc|tomcat|jetty");

    @Test
    void applicationWithoutActuatorAndMicrometerStartsAndDrainsOnSigterm() throws Exception {
        try (ChildJvm child = ChildJvm.start(
                List.of("-cp", classPath(BROUGHT_BY_SPRING_BOOT_STARTER.asMatchPredicate())),
                MinimalApplication.class,
                "--wait-group.groups.orders.timeout=10s")) {
            child.awaitLine(MinimalApplication.READY);
            child.terminate();
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.output())
                    .contains("io.micrometer.core.instrument.MeterRegistry: absent")
                    .contains("org.springframework.boot.actuate.endpoint.annotation.Endpoint: absent")
                    .contains("org.springframework.boot.web.server.context.WebServerApplicationContext: absent")
                    .contains("Stopping group 'orders': 1 in flight, at most 10.000 s")
                    .contains("poller was signalled")
                    .contains("Group 'orders' has drained: 1 task in ");
            assertThat(exit.code()).isEqualTo(ChildJvm.EXIT_CODE_OF_SIGTERM);
        }
    }

    @Test
    void requestsOfWebFluxAreTrackedWithoutTheServletApi() throws Exception {
        String classPath = classPath(jar -> !OF_SERVLETS.matcher(jar).find());
        try (ChildJvm child = ChildJvm.start(List.of("-cp", classPath), MinimalReactiveApplication.class)) {
            child.awaitLine(MinimalReactiveApplication.READY);
            child.terminate();
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.output())
                    .contains("jakarta.servlet.Servlet: absent")
                    .contains("org.springframework.web.servlet.DispatcherServlet: absent")
                    .contains("status: 200")
                    .contains("tracked: 1");
            assertThat(exit.code()).isEqualTo(ChildJvm.EXIT_CODE_OF_SIGTERM);
        }
    }

    private static String classPath(Predicate<String> jars) {
        return ChildJvm.classPath().stream()
                .filter(entry -> Files.isDirectory(Path.of(entry))
                        || jars.test(Path.of(entry).getFileName().toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }
}

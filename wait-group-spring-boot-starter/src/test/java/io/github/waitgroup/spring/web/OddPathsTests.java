package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Requests for paths that no browser asks for: legal ones, and others that a server may take all the same. It is the
 * servers that read them, not the JDK, and each run sends the same: one JDK is enough.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class OddPathsTests {

    private static final String[] PATTERNS = {
        "--wait-group.web.long-running-paths=/items/last/**,/{any}/%", "--wait-group.web.exempt-paths=/internal/**"
    };

    private static final List<String> PIECES = List.of(
            "/",
            "/",
            "/",
            "items",
            "internal",
            "actuator",
            "api",
            "files",
            "x",
            "%25",
            "%2525",
            "%",
            "%2",
            "%zz",
            "%2e",
            "%2E%2e",
            ".",
            "..",
            "%2F",
            "%5c",
            "\\",
            ";",
            ";a=b",
            ";=%25",
            "%3B",
            "%3Ba",
            "%00",
            "%0a",
            "%0d%0a",
            "%c3%a9",
            "\u00e9",
            "%e9",
            "%ff%fe",
            "%F0%9F%8D%B5",
            "*",
            "{id}",
            "+",
            "%20",
            "&",
            "'",
            "\"",
            "^",
            "|",
            "[",
            "]",
            "~",
            "\t");

    private static final List<String> TARGETS = List.of(
            "/items/100%25",
            "/items/100%2525",
            "/unknown%25",
            "/items/a%3Bb",
            "/",
            "//",
            "///items//x",
            "*",
            "items/x",
            "http://localhost/items/x",
            "http://localhost/items/100%25",
            "http://localhost",
            "http://other:1/internal/%25",
            "?",
            "/?%",
            "/items/x#fragment",
            "/items/" + "x".repeat(5000),
            "/items/" + "%25".repeat(1500),
            "/" + "a/".repeat(1500));

    @ParameterizedTest
    @EnumSource
    void answerIsTheSameAsWithoutTrackingAndNothingStaysInTheGroup(Server server) throws Exception {
        assertThatAnswersAreTheSame(server);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void answerIsTheSameBelowPathsOfTheContextAndOfTheDispatcherServlet(Server server) throws Exception {
        assertThatAnswersAreTheSame(server, "--server.servlet.context-path=/items", "--spring.mvc.servlet.path=/api");
    }

    private static void assertThatAnswersAreTheSame(Server server, String... paths) throws Exception {
        List<String> targets = targets();
        List<String> expected;
        try (WebApplication plain = server.open(Items.class, with(paths, "--wait-group.web.enabled=false"))) {
            expected = answers(plain, targets);
        }
        try (WebApplication tracked = server.open(Items.class, with(paths, PATTERNS))) {
            assertThat(answers(tracked, targets)).isEqualTo(expected);
            Fixtures.awaitEmpty(Server.requests(tracked));
            TaskCounts counts = Server.requests(tracked).counts();
            assertThat(counts.accepted())
                    .as("of those that the server has taken")
                    .isPositive();
        }
    }

    private static List<String> targets() {
        Random random = new Random(42);
        Stream<String> fuzzed = IntStream.range(0, 300).mapToObj(i -> fuzzed(random));
        return Stream.concat(
                        TARGETS.stream(),
                        Stream.concat(PIECES.stream().map(piece -> "/items/" + piece + "/x" + piece), fuzzed))
                .toList();
    }

    private static String[] with(String[] paths, String... arguments) {
        return Stream.concat(Stream.of(paths), Stream.of(arguments)).toArray(String[]::new);
    }

    private static String fuzzed(Random random) {
        return IntStream.range(0, 1 + random.nextInt(8))
                .mapToObj(i -> PIECES.get(random.nextInt(PIECES.size())))
                .collect(Collectors.joining("", "/", ""));
    }

    private static List<String> answers(WebApplication application, List<String> targets) {
        List<String> answers = new ArrayList<>();
        for (String target : targets) {
            for (String method : List.of("GET", "OPTIONS")) {
                answers.add(method + " " + target + " -> " + answer(application, method, target));
            }
        }
        return answers;
    }

    private static String answer(WebApplication application, String method, String target) {
        try (RawConnection connection = new RawConnection(application)) {
            connection.send(method, target, "Connection: close");
            return String.valueOf(connection.read().status());
        } catch (IOException closed) {
            return "none";
        }
    }

    @RestController
    static class Items {

        @GetMapping("/items/{*name}")
        String item() {
            return "item";
        }
    }
}

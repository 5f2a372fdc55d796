package io.github.waitgroup.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.sample.SampleApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the page gets from the server. Nothing takes as long as the time-out, even on a busy machine: what runs into it
 * hangs.
 */
@Timeout(180)
class LiveTests {

    private static final JsonMapper JSON = new JsonMapper();

    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"");

    /** More than are shown. */
    private static final int TASKS = Snapshots.MAX_TASKS + 5;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void thePageAndAllThatItNeedsComeFromTheServerItself() throws Exception {
        try (ConfigurableApplicationContext context = run()) {
            HttpResponse<String> page = get(context, "/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'self';"));
            assertThat(REFERENCE.matcher(page.body()).results().map(MatchResult::group))
                    .hasSizeGreaterThan(5);
            for (MatchResult reference :
                    REFERENCE.matcher(page.body()).results().toList()) {
                assertThat(get(context, reference.group(1)).statusCode())
                        .as(reference.group(1))
                        .isEqualTo(200);
            }
            assertThat(page.body()).doesNotContain("://");
        }
    }

    @Test
    void aStreamShowsWhatIsInFlightAndEndsWhenTheGroupsHaveDrained() throws Exception {
        try (ConfigurableApplicationContext context = run()) {
            Group group = context.getBean("deliveriesGroup", Group.class);
            CloseableStopChannel release = new CloseableStopChannel();
            Iterator<String> stream = live(context);

            Group closer = new Group("closer");
            closer.run(
                    "POST /orders", () -> group.startWithChannel("task-1", release, LiveTests::awaitUninterruptibly));
            for (int i = 2; i <= TASKS; i++) {
                group.startWithChannel("task-" + i, release, LiveTests::awaitUninterruptibly);
            }
            JsonNode inFlight = await(
                    stream,
                    "snapshot",
                    snapshot -> group(snapshot, "deliveries").get("active").asInt() == TASKS);
            JsonNode view = group(inFlight, "deliveries");
            assertThat(view.get("state").asString()).isEqualTo("running");
            assertThat(view.get("tasks").size()).isEqualTo(Snapshots.MAX_TASKS);
            assertThat(view.at("/tasks/0/name").asString()).isEqualTo("task-1");
            assertThat(view.at("/tasks/0/startedBy").asString()).isEqualTo("POST /orders");
            assertThat(view.at("/tasks/0/outlives").asBoolean()).isTrue();
            assertThat(view.at("/tasks/1/startedBy").isNull()).isTrue();
            assertThat(view.get("drain").isNull()).isTrue();
            assertThat(inFlight.get("timeline").isEmpty()).isTrue();

            closer.start("close", context::close);
            JsonNode draining = await(
                    stream,
                    "snapshot",
                    snapshot -> !group(snapshot, "deliveries").get("drain").isNull());
            JsonNode drain = group(draining, "deliveries").get("drain");
            assertThat(drain.get("activeAtStart").asInt()).isEqualTo(TASKS);
            assertThat(drain.get("time").asLong()).isPositive().isLessThanOrEqualTo(20_000);
            assertThat(draining.at("/timeline/0/event").asString()).isEqualTo("close");
            assertThat(get(context, "/").statusCode()).isEqualTo(200);
            assertThat(get(context, "/orders").statusCode()).isEqualTo(503);

            release.close();
            JsonNode last = await(stream, "end", snapshot -> true);
            assertThat(last.get("groups").valueStream())
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(each.get("state").asString()).isEqualTo("stopped"));
            assertThat(last.get("timeline").valueStream())
                    .last()
                    .satisfies(
                            event -> assertThat(event.get("event").asString()).isEqualTo("drained"));
            stream.forEachRemaining(rest -> assertThat(rest).isEmpty());
            closer.await();
        }
    }

    @Test
    void thereAreNoMoreStreamsThanTheLimitAndOneThatEndsMakesRoom() throws Exception {
        try (ConfigurableApplicationContext context = run()) {
            LiveStreams streams = context.getBean(LiveStreams.class);
            HttpResponse<Stream<String>> first = http.send(request(context, "/live"), BodyHandlers.ofLines());
            for (int i = 1; i < LiveStreams.MAX_STREAMS; i++) {
                assertThat(streams.open()).isPresent();
            }
            HttpResponse<String> refused = get(context, "/live");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");

            first.body().close();
            Awaitility.await().until(() -> streams.open().isPresent());
        }
    }

    @Test
    void theLastSnapshotNamesWhatDidNotEnd() throws Exception {
        CloseableStopChannel release = new CloseableStopChannel();
        try {
            Iterator<String> stream;
            try (ConfigurableApplicationContext context = run("--wait-group.groups.deliveries.timeout=100ms")) {
                stream = live(context);
                await(stream, "snapshot", snapshot -> true);
                context.getBean("deliveriesGroup", Group.class)
                        .startWithChannel("stubborn", release, LiveTests::awaitUninterruptibly);
            }
            JsonNode straggler = group(await(stream, "end", snapshot -> true), "deliveries")
                    .get("stragglers")
                    .get(0);
            assertThat(straggler.get("name").asString()).isEqualTo("stubborn");
            assertThat(straggler.get("sinceStop").asLong())
                    .isBetween(0L, straggler.get("age").asLong());
            assertThat(straggler.get("interrupted").asBoolean()).isTrue();
            assertThat(straggler.get("frame").asString()).contains("StopChannel.");
        } finally {
            release.close();
        }
    }

    @Test
    void streamsEndWithTheContextAndBeginWithIt() throws Exception {
        try (ConfigurableApplicationContext context = run()) {
            Iterator<String> stream = live(context);
            await(stream, "snapshot", snapshot -> true);
            context.stop();
            await(stream, "end", snapshot -> true);
            context.start();
            await(live(context), "snapshot", snapshot -> true);
        }
    }

    private static ConfigurableApplicationContext run(String... arguments) {
        return new SpringApplicationBuilder(SampleApplication.class)
                .properties("server.port=0", "spring.datasource.url=jdbc:h2:mem:live")
                .run(arguments);
    }

    private HttpResponse<String> get(ConfigurableApplicationContext context, String path) throws Exception {
        return http.send(request(context, path), BodyHandlers.ofString());
    }

    private Iterator<String> live(ConfigurableApplicationContext context) throws Exception {
        HttpResponse<Stream<String>> response = http.send(request(context, "/live"), BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body().iterator();
    }

    private static HttpRequest request(ConfigurableApplicationContext context, String path) {
        String port = context.getEnvironment().getProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofMinutes(1))
                .build();
    }

    /** The data of the next event of that name that is as it should be. */
    private static JsonNode await(Iterator<String> stream, String event, Predicate<JsonNode> condition) {
        while (true) {
            String name = stream.next();
            if (name.isEmpty()) {
                continue;
            }
            JsonNode snapshot = JSON.readTree(stream.next().substring("data:".length()));
            if (name.equals("event:" + event) && condition.test(snapshot)) {
                return snapshot;
            }
        }
    }

    private static JsonNode group(JsonNode snapshot, String name) {
        return snapshot.get("groups")
                .valueStream()
                .filter(group -> group.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitUninterruptibly(StopChannel channel) {
        while (!channel.isClosed()) {
            try {
                channel.await();
            } catch (InterruptedException ignored) {
                // As a blocking call may.
            }
        }
    }
}

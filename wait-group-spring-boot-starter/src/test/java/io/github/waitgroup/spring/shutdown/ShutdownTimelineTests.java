package io.github.waitgroup.spring.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.jayway.jsonpath.JsonPath;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.ChildJvm;
import io.github.waitgroup.spring.MinimalApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The record of a shutdown: the events that it keeps, and their form in structured logs. */
class ShutdownTimelineTests {

    @Test
    void theLatestEventsAreKeptWithoutStacks() {
        ShutdownTimeline timeline = new ShutdownTimeline();
        timeline.record(ShutdownEvent.CLOSE, "The application closes");
        Group group = new Group("orders");
        group.enrol("mail-1");
        group.enrol("mail-2");
        timeline.record(ShutdownEvent.TIMED_OUT, group, "Group 'orders' has not drained\n  at a place");
        assertThat(timeline.entries())
                .extracting(
                        ShutdownTimeline.Entry::event,
                        ShutdownTimeline.Entry::group,
                        ShutdownTimeline.Entry::active,
                        ShutdownTimeline.Entry::message)
                .containsExactly(
                        tuple(ShutdownEvent.CLOSE, null, null, "The application closes"),
                        tuple(ShutdownEvent.TIMED_OUT, "orders", 2, "Group 'orders' has not drained"));

        IntStream.range(0, ShutdownTimeline.MAX_EVENTS)
                .forEach(i -> timeline.record(ShutdownEvent.PROGRESS, "line " + i));
        assertThat(timeline.entries()).hasSize(ShutdownTimeline.MAX_EVENTS);
        assertThat(timeline.entries().get(0).message()).isEqualTo("line 0");
    }

    @Test
    void guideExplainsEveryEvent() throws Exception {
        String guide = Files.readString(Path.of("..", "docs", "guide", "shutdown.md"));
        for (ShutdownEvent event : ShutdownEvent.values()) {
            assertThat(guide).contains("`" + event + "`");
        }
    }

    @ParameterizedTest
    @CsvSource({"logstash, waitgroup.event, waitgroup.group, waitgroup.active", "ecs, event, group, active"})
    void structuredLogsCarryEventGroupAndActiveAsFields(String format, String event, String group, String active)
            throws Exception {
        try (ChildJvm child = ChildJvm.start(
                MinimalApplication.class,
                "--wait-group.groups.orders.timeout=10s",
                "--spring.main.banner-mode=off",
                "--spring.main.web-application-type=none",
                "--logging.config=classpath:structured-logback.xml",
                "--logging.structured.format.console=" + format)) {
            child.awaitLine(MinimalApplication.READY);
            child.terminate();
            List<Map<String, Object>> lines = child.awaitExit()
                    .output()
                    .lines()
                    .filter(line -> line.startsWith("{") && line.contains("ShutdownTimeline"))
                    .map(line -> JsonPath.<Map<String, Object>>read(line, "$"))
                    .map(line -> fields(line, format))
                    .collect(Collectors.toList());
            assertThat(lines).hasSize(4);
            assertThat(lines.get(0)).containsEntry(event, "close").doesNotContainKeys(group, active);
            assertThat(lines.get(1))
                    .containsEntry(event, "drain")
                    .containsEntry(group, "orders")
                    .containsEntry(active, 1);
            assertThat(lines.get(2))
                    .containsEntry(event, "drained")
                    .containsEntry(group, "orders")
                    .containsEntry(active, 0);
            assertThat(lines.get(3)).containsEntry(event, "closed").doesNotContainKeys(group, active);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(Map<String, Object> line, String format) {
        return format.equals("ecs") ? (Map<String, Object>) line.get("waitgroup") : new LinkedHashMap<>(line);
    }
}

package io.github.waitgroup.sample.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.waitgroup.sample.OrderClient;
import io.github.waitgroup.sample.SampleProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard and the alerts of {@code docs/monitoring} against what the application has to scrape. */
class MonitoringIT {

    private static final Path MONITORING = Path.of("..", "docs", "monitoring");
    private static final Path RULES = MONITORING.resolve("prometheus-rules.yaml");
    private static final Path DASHBOARD = MONITORING.resolve("grafana-dashboard.json");

    private static final Pattern METRIC = Pattern.compile("\\bwait_group_[a-z_]+");
    private static final Pattern SAMPLE = Pattern.compile("^([a-z_]+)\\{([^}]*)} ", Pattern.MULTILINE);

    @TempDir
    private Path directory;

    @Test
    void everyMetricOfTheDashboardAndTheAlertsIsInAScrapeToTheLast() throws Exception {
        try (SampleProcess application = SampleProcess.start(
                directory,
                directory.resolve("log"),
                "--wait-group.web.shutdown-delay=1s",
                "--sample.listener.max-delay=365d", // each delivery takes until it is interrupted
                "--wait-group.groups.deliveries.timeout=100ms",
                "--management.endpoint.waitgroups.access=unrestricted")) {
            OrderClient client = new OrderClient(application.port());
            assertThat(client.post("tea", 1).statusCode()).isEqualTo(202);
            String scrape = awaitScrape(client, "wait_group_tasks_active{group=\"deliveries\"} 3");
            assertThat(metrics(RULES)).hasSizeGreaterThan(5).isSubsetOf(metricsIn(scrape));
            assertThat(metrics(DASHBOARD)).hasSizeGreaterThan(10).isSubsetOf(metricsIn(scrape));
            assertThat(labelsIn(scrape)).containsExactlyInAnyOrder("group", "le");

            application.terminate();
            // The deliveries keep the informer, and so the web server, until this one has been seen.
            String drained = awaitScrape(client, "wait_group_drain_duration_seconds_count{group=\"http\"} 1");
            assertThat(client.post("/actuator/waitgroups/deliveries/stop").statusCode())
                    .isEqualTo(200);
            assertThat(metricsIn(lastScrape(client, drained)))
                    .as("what was there is there to the last")
                    .containsAll(metricsIn(scrape));
            assertThat(application.exitCode(Duration.ofSeconds(30))).isEqualTo(SampleProcess.EXIT_CODE_OF_SIGTERM);
        }
    }

    private static String awaitScrape(OrderClient client, String sample) {
        return Awaitility.await(sample)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> scrape(client), scrape -> scrape.contains(sample));
    }

    /** The last that is answered, or the one before: scraped until nobody listens. */
    private static String lastScrape(OrderClient client, String before) throws InterruptedException {
        String last = before;
        try {
            while (true) {
                last = scrape(client);
            }
        } catch (IOException nobodyListens) {
            return last;
        }
    }

    private static String scrape(OrderClient client) throws IOException, InterruptedException {
        return client.get("/actuator/prometheus").body();
    }

    @Test
    void promtoolAcceptsTheRulesAndSeesThemFire() throws Exception {
        assumeTrue(Promtool.isInstalled(), "skipped: promtool is not installed (apt-get install prometheus)");
        Promtool.run("check", "rules", RULES.toString());
        Promtool.run(
                "test",
                "rules",
                MONITORING.resolve("prometheus-rules-test.yaml").toString());
    }

    @Test
    void promtoolAcceptsEveryExpressionOfTheDashboard() throws Exception {
        assumeTrue(Promtool.isInstalled(), "skipped: promtool is not installed (apt-get install prometheus)");
        List<String> expressions = expressions();
        assertThat(expressions).hasSizeGreaterThan(15);
        String rules = expressions.stream()
                .map(expression -> expression
                        .replace("$__rate_interval", "1m")
                        .replace("$group", ".*")
                        .replace("$instance", ".*"))
                .map(expression -> "      - {record: a, expr: '" + expression + "'}\n")
                .collect(Collectors.joining("", "groups:\n  - name: dashboard\n    rules:\n", ""));
        Path file = directory.resolve("dashboard.yaml");
        Files.writeString(file, rules);
        Promtool.run("check", "rules", "--lint=none", file.toString());
    }

    private static List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        JsonNode dashboard = new JsonMapper().readTree(DASHBOARD.toFile());
        dashboard
                .get("annotations")
                .get("list")
                .forEach(each -> expressions.add(each.get("expr").asString()));
        for (JsonNode panel : dashboard.get("panels")) {
            if (panel.has("targets")) {
                panel.get("targets")
                        .forEach(target -> expressions.add(target.get("expr").asString()));
            }
        }
        return expressions;
    }

    private static Set<String> metrics(Path file) throws IOException {
        return METRIC.matcher(Files.readString(file))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> metricsIn(String scrape) {
        return SAMPLE.matcher(scrape)
                .results()
                .map(sample -> sample.group(1))
                .filter(name -> name.startsWith("wait_group_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> labelsIn(String scrape) {
        return SAMPLE.matcher(scrape)
                .results()
                .filter(sample -> sample.group(1).startsWith("wait_group_"))
                .flatMap(sample ->
                        Pattern.compile("([a-z]+)=\"").matcher(sample.group(2)).results())
                .map(label -> label.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

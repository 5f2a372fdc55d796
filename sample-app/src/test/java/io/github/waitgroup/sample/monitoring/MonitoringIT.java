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
                "--sample.listener.max-delay=1500ms")) {
            OrderClient client = new OrderClient(application.port());
            assertThat(client.post("tea", 1).statusCode()).isEqualTo(202);
            String scrape = client.get("/actuator/prometheus").body();
            assertThat(metrics(RULES)).hasSizeGreaterThan(5).isSubsetOf(metricsIn(scrape));
            assertThat(metrics(DASHBOARD)).hasSizeGreaterThan(10).isSubsetOf(metricsIn(scrape));
            assertThat(labelsIn(scrape)).containsExactlyInAnyOrder("group", "le");

            application.terminate();
            String last = lastScrape(client);
            assertThat(metricsIn(last))
                    .as("what was there is there to the last")
                    .containsAll(metricsIn(scrape));
            assertThat(last).contains("wait_group_drain_duration_seconds_count{group=\"http\"} 1");
            assertThat(application.exitCode(Duration.ofSeconds(30))).isEqualTo(SampleProcess.EXIT_CODE_OF_SIGTERM);
        }
    }

    /** The last that is answered: scraped while requests are served, and while groups drain, until nobody listens. */
    private static String lastScrape(OrderClient client) throws InterruptedException {
        String last = "";
        try {
            while (true) {
                last = client.get("/actuator/prometheus").body();
            }
        } catch (IOException nobodyListens) {
            return last;
        }
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

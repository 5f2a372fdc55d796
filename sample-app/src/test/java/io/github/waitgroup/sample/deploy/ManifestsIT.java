package io.github.waitgroup.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.openshift.api.model.monitoring.v1.PodMetricsEndpoint;
import io.github.waitgroup.sample.OrderClient;
import io.github.waitgroup.sample.SampleProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What stands in {@code deploy/} fits the application as it runs there: with the environment of its container. */
class ManifestsIT {

    @TempDir
    private Path directory;

    @Test
    void theNumbersAndPathsAreThoseOfTheApplication() throws Exception {
        Manifests manifests = Manifests.read();
        Map<String, String> environment =
                manifests.container().getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        Duration granted = Duration.ofSeconds(manifests.pod().getTerminationGracePeriodSeconds());
        try (SampleProcess application =
                SampleProcess.start(directory, directory.resolve("log"), environment, List.of())) {
            OrderClient client = new OrderClient(application.port());
            JsonNode plan = new JsonMapper()
                    .readTree(client.get("/actuator/waitgroups").body())
                    .get("shutdownPlan");
            assertThat(Duration.parse(plan.get("gracePeriod").asString())).isEqualTo(granted);
            assertThat(Duration.parse(plan.get("longest").asString()))
                    .as(plan.toPrettyString())
                    .isPositive()
                    .isLessThanOrEqualTo(granted);
            for (String path : paths(manifests)) {
                assertThat(client.get(path).statusCode()).as(path).isEqualTo(200);
            }
            application.terminate();
            assertThat(application.exitCode(granted)).isEqualTo(SampleProcess.EXIT_CODE_OF_SIGTERM);
        }
    }

    /** What the kubelet and Prometheus ask for. */
    private static List<String> paths(Manifests manifests) {
        Stream<String> probes = Stream.of(
                        manifests.container().getStartupProbe(),
                        manifests.container().getLivenessProbe(),
                        manifests.container().getReadinessProbe())
                .map(probe -> probe.getHttpGet())
                .map(HTTPGetAction::getPath);
        Stream<String> metrics = manifests.podMonitor().getSpec().getPodMetricsEndpoints().stream()
                .map(PodMetricsEndpoint::getPath);
        return Stream.concat(probes, metrics).toList();
    }
}

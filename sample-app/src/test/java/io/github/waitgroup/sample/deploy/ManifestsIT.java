package io.github.waitgroup.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.openshift.api.model.monitoring.v1.PodMetricsEndpoint;
import io.github.waitgroup.sample.OrderClient;
import io.github.waitgroup.sample.SampleProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What stands in {@code deploy/} fits the application as it runs there: with the environment of its container. */
class ManifestsIT {

    /** In which the application waits for the balancer, as the guide to the shutdown has it. */
    private static final int PHASE_OF_THE_DELAY = 2147483391;

    @TempDir
    private Path directory;

    @Test
    void theNumbersAndPathsAreThoseOfTheApplication() throws Exception {
        Manifests manifests = Manifests.read();
        Map<String, String> environment = new HashMap<>(SampleProcess.ENVIRONMENT_ON_KUBERNETES);
        manifests.container().getEnv().forEach(variable -> environment.put(variable.getName(), variable.getValue()));
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
            assertThat(longestOfPhase(plan, PHASE_OF_THE_DELAY))
                    .as(plan.toPrettyString())
                    .isEqualTo(Duration.ofSeconds(5));
            for (String path : paths(manifests)) {
                assertThat(client.get(path).statusCode()).as(path).isEqualTo(200);
            }
            application.terminate();
            assertThat(application.exitCode(granted)).isEqualTo(SampleProcess.EXIT_CODE_OF_SIGTERM);
        }
    }

    /** How long the step of the plan takes that has this phase. */
    private static Duration longestOfPhase(JsonNode plan, int phase) {
        return plan.get("steps")
                .valueStream()
                .filter(step -> step.get("phase").asInt() == phase)
                .map(step -> Duration.parse(step.get("longest").asString()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No step in phase " + phase + ": " + plan.toPrettyString()));
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

package io.github.waitgroup.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in {@code deploy/} is what Kubernetes knows, and hangs together. */
class ManifestsTests {

    @Test
    void whatSelectsThePodsFindsThem() throws Exception {
        Manifests manifests = Manifests.read();
        Map<String, String> labels =
                manifests.deployment().getSpec().getTemplate().getMetadata().getLabels();
        assertThat(labels)
                .containsAllEntriesOf(
                        manifests.deployment().getSpec().getSelector().getMatchLabels())
                .containsAllEntriesOf(manifests.service().getSpec().getSelector())
                .containsAllEntriesOf(
                        manifests.podMonitor().getSpec().getSelector().getMatchLabels());
        List<String> ports = manifests.container().getPorts().stream()
                .map(ContainerPort::getName)
                .toList();
        assertThat(manifests.service().getSpec().getPorts())
                .isNotEmpty()
                .allSatisfy(port -> assertThat(port.getTargetPort().getStrVal()).isIn(ports));
        assertThat(manifests.podMonitor().getSpec().getPodMetricsEndpoints())
                .isNotEmpty()
                .allSatisfy(endpoint -> assertThat(endpoint.getPort()).isIn(ports));
    }

    @Test
    void theDelayStandsInThePlaceOfASleepingHook() throws Exception {
        assertThat(Manifests.read().container().getLifecycle()).isNull();
    }

    @Test
    void shutdownNeedsNoProperty() throws Exception {
        assertThat(Manifests.read().container().getEnv())
                .extracting(EnvVar::getName)
                .noneMatch(name -> name.startsWith("WAITGROUP") || name.startsWith("SPRING"));
    }

    /** A gate that cannot fail is none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiVersion: v1, kind: Service, spec: {selectors: {}}}",
                "{apiVersion: v1, kind: Service, spec: {ports: [{port: '80'}]}}",
                "{apiVersion: v1, kind: Service, kind: Service}",
                "{apiVersion: v1, kind: Pod}"
            })
    void whatKubernetesWouldNotTakeIsRefused(String yaml) {
        assertThatIllegalArgumentException().isThrownBy(() -> Manifests.parse(yaml, Service.class));
    }
}

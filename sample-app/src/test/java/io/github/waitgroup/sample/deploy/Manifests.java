package io.github.waitgroup.sample.deploy;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The manifests in {@code deploy/}, read as strictly as Kubernetes reads them with validation. */
record Manifests(Deployment deployment, Service service, PodMonitor podMonitor) {

    private static final Path DIRECTORY = Path.of("deploy");

    /** The model's types keep what they do not know; this one has them refuse it. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .annotationIntrospector(new KnownFieldsOnly())
            .build();

    static Manifests read() throws IOException {
        return new Manifests(
                read("deployment.yaml", Deployment.class),
                read("service.yaml", Service.class),
                read("podmonitor.yaml", PodMonitor.class));
    }

    private static <T extends HasMetadata> T read(String file, Class<T> type) throws IOException {
        return parse(Files.readString(DIRECTORY.resolve(file)), type);
    }

    /**
     * Reads one object.
     *
     * @throws IllegalArgumentException if it is no YAML, of another kind, or has a field that its type has not
     */
    static <T extends HasMetadata> T parse(String yaml, Class<T> type) {
        T parsed = STRICT.convertValue(tree(yaml), type);
        String kind = HasMetadata.getApiVersion(type) + " " + HasMetadata.getKind(type);
        if (!kind.equals(parsed.getApiVersion() + " " + parsed.getKind())) {
            throw new IllegalArgumentException(
                    "Not a " + kind + ": " + parsed.getApiVersion() + " " + parsed.getKind());
        }
        return parsed;
    }

    private static Object tree(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            return new Yaml(new SafeConstructor(options)).load(yaml);
        } catch (YAMLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    PodSpec pod() {
        return deployment.getSpec().getTemplate().getSpec();
    }

    /** The one container of a pod. */
    Container container() {
        if (pod().getContainers().size() != 1) {
            throw new IllegalStateException("A pod has " + pod().getContainers().size() + " containers");
        }
        return pod().getContainers().get(0);
    }

    private static final class KnownFieldsOnly extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated member) {
            return false;
        }
    }
}

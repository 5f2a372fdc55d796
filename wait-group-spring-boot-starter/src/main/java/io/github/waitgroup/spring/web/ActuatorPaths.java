package io.github.waitgroup.spring.web;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.core.env.Environment;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The paths of the actuator's endpoints on the port of the application, with the additional paths of health groups. */
final class ActuatorPaths implements ExemptPaths {

    private static final EndpointId HEALTH = EndpointId.of("health");

    private final ObjectProvider<PathMappedEndpoints> endpoints;
    private final Environment environment;

    /** Null before the first request, so that endpoints are created no earlier because of this. */
    private volatile @Nullable PathPatterns paths;

    ActuatorPaths(ObjectProvider<PathMappedEndpoints> endpoints, Environment environment) {
        this.endpoints = endpoints;
        this.environment = environment;
    }

    @Override
    public boolean contains(RequestedPath path) {
        return path.isForSpring() && known().match(path);
    }

    private PathPatterns known() {
        PathPatterns known = paths;
        if (known == null) {
            known = new PathPatterns(find());
            paths = known;
        }
        return known;
    }

    /**
     * The patterns of the list of endpoints, and of each endpoint with all paths below it. Other paths below the list
     * are the application's.
     */
    private List<PathPattern> find() {
        Set<String> found = new LinkedHashSet<>();
        Set<String> lists = new LinkedHashSet<>();
        endpoints.ifAvailable(mapped -> {
            if (ManagementPortType.get(environment) == ManagementPortType.SAME) {
                lists.add(mapped.getBasePath());
                lists.add(mapped.getBasePath() + "/");
                found.addAll(mapped.getAllPaths());
            }
            found.addAll(mapped.getAdditionalPaths(WebServerNamespace.SERVER, HEALTH));
        });
        Stream<String> below = found.stream().filter(ActuatorPaths::isNotRoot).map(path -> path + "/**");
        return Stream.concat(lists.stream().filter(ActuatorPaths::isNotRoot), below)
                .map(PathPatternParser.defaultInstance::parse)
                .toList();
    }

    /** False for an endpoint that is mapped to the root: its pattern would exempt all requests. */
    private static boolean isNotRoot(String path) {
        return !path.isEmpty() && !path.equals("/");
    }
}

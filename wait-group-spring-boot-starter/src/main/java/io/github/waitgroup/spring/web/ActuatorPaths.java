package io.github.waitgroup.spring.web;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.core.env.Environment;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The paths of the actuator's endpoints on the port of the application, additional ones of health groups included. */
final class ActuatorPaths implements ExemptPaths {

    private static final EndpointId HEALTH = EndpointId.of("health");

    private final ObjectProvider<PathMappedEndpoints> endpoints;
    private final Environment environment;

    /** Null before the first request: endpoints are not created sooner than without this. */
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

    /** Patterns that match a path itself, and all below it. */
    private List<PathPattern> find() {
        Set<String> found = new LinkedHashSet<>();
        endpoints.ifAvailable(mapped -> {
            if (ManagementPortType.get(environment) == ManagementPortType.SAME) {
                found.add(mapped.getBasePath());
                found.addAll(mapped.getAllPaths());
            }
            found.addAll(mapped.getAdditionalPaths(WebServerNamespace.SERVER, HEALTH));
        });
        found.removeIf(path -> path.isEmpty() || path.equals("/")); // the base path may be that; it would be all
        return found.stream()
                .map(path -> PathPatternParser.defaultInstance.parse(path + "/**"))
                .toList();
    }
}

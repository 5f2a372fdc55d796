package io.github.waitgroup.spring.web;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.core.env.Environment;

/** The paths of the actuator's endpoints on the port of the application, additional ones of health groups included. */
final class ActuatorPaths implements ExemptPaths {

    private static final EndpointId HEALTH = EndpointId.of("health");

    private final ObjectProvider<PathMappedEndpoints> endpoints;
    private final Environment environment;

    /** Null before the first request: endpoints are not created sooner than without this. */
    private volatile @Nullable Set<String> paths;

    ActuatorPaths(ObjectProvider<PathMappedEndpoints> endpoints, Environment environment) {
        this.endpoints = endpoints;
        this.environment = environment;
    }

    @Override
    public boolean contains(String path) {
        Set<String> known = paths;
        if (known == null) {
            known = find();
            paths = known;
        }
        return known.stream()
                .anyMatch(each ->
                        path.startsWith(each) && (path.length() == each.length() || path.charAt(each.length()) == '/'));
    }

    private Set<String> find() {
        Set<String> found = new LinkedHashSet<>();
        endpoints.ifAvailable(mapped -> {
            if (ManagementPortType.get(environment) == ManagementPortType.SAME) {
                found.add(mapped.getBasePath());
                found.addAll(mapped.getAllPaths());
            }
            found.addAll(mapped.getAdditionalPaths(WebServerNamespace.SERVER, HEALTH));
        });
        found.removeIf(path -> path.isEmpty() || path.equals("/")); // the base path may be that; it would be all
        return found;
    }
}

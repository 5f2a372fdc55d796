package io.github.waitgroup.spring.web;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.pattern.PathPattern;

/** The path of a request of WebFlux, which has one reading. */
final class ReactiveRequestedPath implements RequestedPath {

    private final PathContainer path;

    ReactiveRequestedPath(ServerHttpRequest request) {
        this.path = request.getPath().pathWithinApplication();
    }

    @Override
    public boolean isForSpring() {
        return true;
    }

    @Override
    public boolean mayBeginWith(String literal) {
        return true; // it has been parsed already
    }

    @Override
    public boolean matches(PathPattern pattern) {
        return pattern.matches(path);
    }

    @Override
    public boolean mayMatch(PathPattern pattern) {
        return matches(pattern);
    }
}

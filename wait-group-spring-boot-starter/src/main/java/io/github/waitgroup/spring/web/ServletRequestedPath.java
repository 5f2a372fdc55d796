package io.github.waitgroup.spring.web;

import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.util.pattern.PathPattern;

/** The path of a request of a servlet container. */
final class ServletRequestedPath implements RequestedPath {

    /*
     * The path has two readings. The container decodes and normalises it, and then chooses the servlet: "/a/../b" is
     * "/b". Spring MVC takes the path that the client has sent, decodes each segment once, and normalises nothing. So a
     * client can send a path that a pattern matches by one reading, and that is handled by the other.
     */

    /** The name that Spring Boot gives it. */
    private static final String DISPATCHER_SERVLET = "dispatcherServlet";

    private static final PathContainer.Options DECODED = PathContainer.Options.create('/', false);

    /** A path that no pattern matches. */
    private static final PathContainer NOTHING = PathContainer.parsePath("");

    private final HttpServletRequest request;
    private final boolean isForSpring;
    private final String prefix;
    private final String asServed;

    /** Whether both readings are the same: the container has decoded, normalised and removed nothing. */
    private final boolean isReadAlike;

    private @Nullable PathContainer served;
    private @Nullable PathContainer sent;

    ServletRequestedPath(HttpServletRequest request) {
        HttpServletMapping mapping = request.getHttpServletMapping();
        String withinServlet = request.getPathInfo(); // null where the servlet is mapped to "/"
        this.request = request;
        this.isForSpring = DISPATCHER_SERVLET.equals(mapping.getServletName());
        this.prefix = isForSpring && mapping.getMappingMatch() == MappingMatch.PATH ? request.getServletPath() : "";
        String whole = request.getServletPath();
        if (withinServlet == null) {
            this.asServed = prefix.isEmpty() ? whole : "";
        } else {
            this.asServed = prefix.isEmpty() ? whole + withinServlet : withinServlet;
        }
        String uri = request.getRequestURI();
        this.isReadAlike = uri.length() == request.getContextPath().length() + prefix.length() + asServed.length()
                && uri.endsWith(asServed)
                && asServed.indexOf('%') < 0
                && asServed.indexOf(';') < 0;
    }

    @Override
    public boolean isForSpring() {
        return isForSpring;
    }

    @Override
    public boolean mayBeginWith(String literal) {
        return asServed.startsWith(literal) || !isReadAlike;
    }

    @Override
    public boolean matches(PathPattern pattern) {
        return pattern.matches(served()) && pattern.matches(sent());
    }

    @Override
    public boolean mayMatch(PathPattern pattern) {
        return pattern.matches(served()) || pattern.matches(sent());
    }

    private PathContainer served() {
        PathContainer known = served;
        if (known == null) {
            known = PathContainer.parsePath(asServed, DECODED);
            served = known;
        }
        return known;
    }

    private PathContainer sent() {
        PathContainer known = sent;
        if (known == null) {
            known = parse(request.getRequestURI(), request.getContextPath() + prefix);
            sent = known;
        }
        return known;
    }

    private static PathContainer parse(String path, String prefix) {
        try {
            return RequestPath.parse(path, prefix).pathWithinApplication();
        } catch (IllegalArgumentException | IllegalStateException noneOfSpring) {
            return NOTHING;
        }
    }
}

package io.github.waitgroup.spring.web;

import org.springframework.web.util.pattern.PathPattern;

/** The path of a request within the application, without that of the dispatcher servlet if that handles it. */
interface RequestedPath {

    /** Whether the dispatcher servlet of Spring Boot, or the dispatcher handler, gets the request. */
    boolean isForSpring();

    /** False if no reading of the path begins with these characters. Costs less than to match a pattern. */
    boolean mayBeginWith(String literal);

    /** Whether a pattern matches, however the path is read by those who decide what handles the request. */
    boolean matches(PathPattern pattern);

    /** Whether a pattern matches one of those readings. */
    boolean mayMatch(PathPattern pattern);
}

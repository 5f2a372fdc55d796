package io.github.waitgroup.spring.web;

import org.springframework.web.util.pattern.PathPattern;

/**
 * The path of a request within the application, and below the dispatcher servlet for a request that goes there. Server
 * and Spring may read it differently.
 */
interface RequestedPath {

    /** Whether the request goes to Spring Boot's dispatcher servlet, or to the dispatcher handler. */
    boolean isForSpring();

    /** False if no reading of the path begins with a literal. This is faster than matching a pattern. */
    boolean mayBeginWith(String literal);

    /** Whether a pattern matches every reading of the path. */
    boolean matches(PathPattern pattern);

    /** Whether a pattern matches at least one reading of the path. */
    boolean mayMatch(PathPattern pattern);
}

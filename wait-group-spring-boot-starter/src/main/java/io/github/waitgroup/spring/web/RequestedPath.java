package io.github.waitgroup.spring.web;

import org.springframework.web.util.pattern.PathPattern;

/** The path of a request within the application, without that of the dispatcher servlet if that handles it. */
interface RequestedPath {

    /** Whether the dispatcher servlet of Spring Boot, or the dispatcher handler, gets the request. */
    boolean isForSpring();

    /** False if no pattern that begins with these characters matches. Costs less than to match it. */
    boolean mayBeginWith(String literal);

    /** Whether a pattern matches, however the path is read by those who decide what handles the request. */
    boolean matches(PathPattern pattern);
}

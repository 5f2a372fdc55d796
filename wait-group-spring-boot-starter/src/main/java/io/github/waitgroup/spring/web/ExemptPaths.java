package io.github.waitgroup.spring.web;

/** Paths whose requests are served at any time, and are not tracked. */
interface ExemptPaths {

    /** Whether requests for a path are served at any time. */
    boolean contains(RequestedPath path);
}

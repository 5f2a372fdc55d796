package io.github.waitgroup.spring.web;

/** Paths whose requests are served at any time, and are not tracked. */
interface ExemptPaths {

    /**
     * Whether requests for a path are served at any time.
     *
     * @param path the normalised path, without those of the application and of the dispatcher servlet
     */
    boolean contains(String path);
}

package io.github.waitgroup.spring.shutdown;

/** The kinds of shutdown of an application context. Public for the packages of the starter only. */
public enum ShutdownKind {
    /** Spring closes the context. */
    CLOSE,
    /** The JVM ends, and Spring does not close the context: only its groups drain. */
    JVM_EXIT,
    /** The context fails to start, and its groups drain before they are destroyed. */
    FAILED_START
}

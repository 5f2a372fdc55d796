package io.github.waitgroup;

/** How a thread or a task is related to what was in flight when a stop began. */
enum Lineage {
    /** In flight then, or what follows from it. */
    KIN,
    /** A task of an outsider that a stop still accepted, or what follows from it. */
    STRAY,
    /** In flight nowhere. */
    NONE
}

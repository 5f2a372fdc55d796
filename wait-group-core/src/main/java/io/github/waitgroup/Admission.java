package io.github.waitgroup;

/** Whose tasks a group accepts. */
enum Admission {
    ANYONE,
    /** As {@link #MEMBERS}, and outsiders too. Their tasks do not hold up the first part of the stop. */
    OUTSIDERS,
    /** Only who is in flight may start a task. */
    MEMBERS,
    NOBODY
}

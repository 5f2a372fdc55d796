package io.github.waitgroup;

/** Whose tasks a group accepts. */
enum Admission {
    ANYONE,
    /** Only a task that is active already may start another. */
    MEMBERS,
    NOBODY
}

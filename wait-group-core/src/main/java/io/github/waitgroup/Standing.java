package io.github.waitgroup;

/**
 * The tasks of a group at one moment.
 *
 * @param nanos the moment, as {@link System#nanoTime()}
 * @param active how many are active
 * @param accepted how many have been accepted since the group was created
 */
record Standing(long nanos, int active, long accepted) {}

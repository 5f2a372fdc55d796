package io.github.waitgroup;

/**
 * The piece of work within which a task was started: a request, a message or whatever else is a {@link Membership}, or
 * is run by {@link Group#run}, in the thread that started the task.
 *
 * @param group the name of the group that the work belongs to
 * @param id the {@linkplain ActiveTask#id() id} of the work in that group
 * @param name the name of the work; after its end, the last that it had
 * @param hasEnded whether the work has ended, so that a task which is still active outlives it
 */
public record TaskOrigin(String group, long id, String name, boolean hasEnded) {}

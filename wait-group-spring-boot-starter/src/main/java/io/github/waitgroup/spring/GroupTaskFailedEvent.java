package io.github.waitgroup.spring;

import io.github.waitgroup.ActiveTask;

/**
 * The event of a task that threw, in a group that the starter has created. It is published in the application context
 * by the thread of the task, before the group's failure policy is applied.
 *
 * @param task the task, which is still active
 * @param failure the throwable that ended it
 */
public record GroupTaskFailedEvent(ActiveTask task, Throwable failure) {}

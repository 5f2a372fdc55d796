package io.github.waitgroup.spring;

import io.github.waitgroup.ActiveTask;

/**
 * Published in the application context when a task of a group that the starter has created throws, by the thread of the task,
 * before the group's failure policy is applied.
 *
 * @param task the task, which is still active
 * @param failure what it threw
 */
public record GroupTaskFailedEvent(ActiveTask task, Throwable failure) {}

package io.github.waitgroup.spring;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;

/** The check that a caller is no task of the group that it waits for. Public for the packages of the starter only. */
public final class Outsiders {

    private Outsiders() {}

    /**
     * Refuses a caller that would wait for itself.
     *
     * @param group the group that the caller is about to wait for
     * @param advice what to do instead, without a full stop
     * @throws IllegalStateException if called by a task of the group
     */
    public static void require(Group group, String advice) {
        ActiveTask caller = group.currentTask();
        if (caller != null) {
            throw new IllegalStateException(
                    "task '" + caller.name() + "' of group '" + group.name() + "' would wait for itself: " + advice);
        }
    }
}

package io.github.waitgroup.spring;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskInstrumentation;

/**
 * Gives each managed group what sees its tasks begin and end. All beans of this type take part; the first of them puts its part
 * around those of the others. They take the place of what {@link Group#instrument} was given before.
 */
@FunctionalInterface
public interface GroupInstrumentation {

    /**
     * Called for each group when all singletons exist.
     *
     * @param group the group
     * @return what sees its tasks
     */
    TaskInstrumentation instrument(Group group);
}

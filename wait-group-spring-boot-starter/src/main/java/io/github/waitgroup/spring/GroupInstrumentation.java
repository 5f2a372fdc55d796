package io.github.waitgroup.spring;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskInstrumentation;

/**
 * A factory of instrumentations, one for each managed group. All beans of this type take part; the instrumentation of
 * the first of them is around those of the others. They replace the instrumentation that the application has given to
 * {@link Group#instrument}.
 */
@FunctionalInterface
public interface GroupInstrumentation {

    /**
     * Returns the instrumentation of a group. Called for each group when all singletons exist.
     *
     * @param group the group
     * @return its instrumentation
     */
    TaskInstrumentation instrument(Group group);
}

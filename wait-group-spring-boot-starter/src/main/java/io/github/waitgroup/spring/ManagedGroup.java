package io.github.waitgroup.spring;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;

/**
 * A group bean with the settings of its drain.
 *
 * @param beanName the name of the bean
 * @param group the group
 * @param settings the properties below {@code wait-group.groups.} and the group's name, or the defaults
 * @param phase the lifecycle phase in which it drains: the phase of the settings, or one that is lower than the phases
 *     of the groups that it drains after, or the default one
 */
public record ManagedGroup(String beanName, Group group, GroupSettings settings, int phase) {

    /**
     * Returns the name of the group. The bean may have another name.
     *
     * @return the group's name
     */
    public String name() {
        return group.name();
    }
}

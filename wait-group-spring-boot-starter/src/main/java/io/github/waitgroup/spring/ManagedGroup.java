package io.github.waitgroup.spring;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;

/**
 * A group bean and how the application drains it.
 *
 * @param beanName the name of the bean
 * @param group the group
 * @param settings from the properties below {@code wait-group.groups.} and the group's name, or the defaults
 * @param phase the lifecycle phase in which it drains: that of the settings, or one after the groups that they name, or else the
 *     default one
 */
public record ManagedGroup(String beanName, Group group, GroupSettings settings, int phase) {

    /**
     * The name of the group, which need not be that of the bean.
     *
     * @return the group's name
     */
    public String name() {
        return group.name();
    }
}

package io.github.waitgroup.spring;

import io.github.waitgroup.Group;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * All singleton {@link Group} beans of the application context, by the name of the group.
 *
 * <p>It is for code that learns the name of a group at run time. If the name is known beforehand, inject the group
 * itself. Groups of a parent context are not listed: they belong to their own context.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class GroupRegistry implements SmartInitializingSingleton {

    private final ConfigurableListableBeanFactory beans;
    private final WaitGroupProperties properties;
    private final DrainOrder order;

    /** All groups, once all singletons exist; until then null, and each look-up collects the groups that exist. */
    private volatile @Nullable Map<String, ManagedGroup> complete;

    GroupRegistry(ConfigurableListableBeanFactory beans, WaitGroupProperties properties, boolean requestsAreTracked) {
        this.beans = beans;
        this.properties = properties;
        this.order = new DrainOrder(properties, requestsAreTracked);
    }

    /**
     * Returns the group with the given name.
     *
     * @param name the name of the group
     * @return the group
     * @throws IllegalArgumentException if there is none; the message has the names of all groups
     */
    public Group get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no group '" + name + "'; the groups are "
                        + byName().keySet() + ". Set wait-group.groups." + name + ".timeout or declare a Group bean"));
    }

    /**
     * Returns the group with the given name, if there is one.
     *
     * @param name the name of the group
     * @return the group, or empty
     */
    public Optional<Group> find(String name) {
        return findManaged(name).map(ManagedGroup::group);
    }

    /**
     * Returns the group with the given name and its settings, if there is one.
     *
     * @param name the name of the group
     * @return the group and its settings, or empty
     */
    public Optional<ManagedGroup> findManaged(String name) {
        return Optional.ofNullable(byName().get(name));
    }

    /**
     * Returns all groups and their settings.
     *
     * @return the groups, ordered by name
     */
    public Collection<ManagedGroup> managed() {
        return byName().values();
    }

    /**
     * Returns a group with its settings, before the application knows all of its groups. For the packages of the
     * starter only.
     *
     * @param beanName the name of the group's bean
     * @param group the group
     * @return the group and its settings
     */
    public ManagedGroup managed(String beanName, Group group) {
        return new ManagedGroup(beanName, group, properties.settings(group.name()), order.phase(group.name()));
    }

    @Override
    public void afterSingletonsInstantiated() {
        Map<String, ManagedGroup> groups = collect();
        GroupBeans known = new GroupBeans(beans);
        known.requireSingletons();
        properties.groups().keySet().forEach(known::requireGroupOfName);
        order.requireKnown(groups.keySet());
        complete = groups;
    }

    private Map<String, ManagedGroup> byName() {
        Map<String, ManagedGroup> groups = complete;
        return groups != null ? groups : collect();
    }

    private Map<String, ManagedGroup> collect() {
        Map<String, ManagedGroup> groups = new TreeMap<>();
        beans.getBeansOfType(Group.class, false, true).forEach((beanName, group) -> {
            ManagedGroup managed = managed(beanName, group);
            ManagedGroup other = groups.putIfAbsent(group.name(), managed);
            if (other != null && other.group() != group) { // one group may have two beans
                throw new DuplicateGroupNameException(group.name(), other.beanName(), beanName);
            }
        });
        return Collections.unmodifiableMap(groups);
    }
}

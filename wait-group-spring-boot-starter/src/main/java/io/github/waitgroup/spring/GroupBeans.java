package io.github.waitgroup.spring;

import io.github.waitgroup.Group;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** The {@link Group} beans of an application context, and the checks of their names, types and scopes. */
record GroupBeans(ConfigurableListableBeanFactory beans) {

    /** The attribute of a bean definition that holds the failure policy of its group. */
    static final String POLICY = GroupBeans.class.getName() + ".policy";

    /** The attribute of a bean definition that holds the limit of its group. */
    static final String LIMIT = GroupBeans.class.getName() + ".limit";

    /** The attribute of a bean definition that holds the {@link ExecutorLimits} of its group. */
    static final String EXECUTOR_LIMITS = GroupBeans.class.getName() + ".executorLimits";

    /**
     * The name of a bean of any type that has this name, or else of a group that has it in another form: {@code
     * orderMailGroup} for {@code ordermailGroup}. Null if there is none.
     */
    @Nullable
    String find(String beanName) {
        if (beans.containsBean(beanName)) {
            return beanName;
        }
        return names(beans)
                .filter(name -> RelaxedName.isSame(name, beanName) && isGroup(beans.getType(name, false)))
                .findFirst()
                .orElse(null);
    }

    /** Whether a group, which may be that of a parent context, was created with this setting. */
    boolean has(String beanName, String attribute, Object setting) {
        return setting.equals(attribute(beanName, attribute));
    }

    /** An attribute of the definition of a bean, which may be that of a parent context; null if it has none. */
    @Nullable
    Object attribute(String beanName, String attribute) {
        BeanFactory factory = beans;
        while (factory instanceof ConfigurableListableBeanFactory listable) {
            if (listable.containsBeanDefinition(beanName)) {
                return listable.getBeanDefinition(beanName).getAttribute(attribute);
            }
            factory = listable.getParentBeanFactory();
        }
        return null;
    }

    /** The names of all beans of a factory and of its parents. */
    private static Stream<String> names(BeanFactory factory) {
        if (!(factory instanceof ConfigurableListableBeanFactory listable)) {
            return Stream.empty();
        }
        Stream<String> own = Stream.of(listable.getBeanDefinitionNames(), listable.getSingletonNames())
                .flatMap(Arrays::stream)
                .flatMap(name -> Stream.concat(Stream.of(name), Stream.of(listable.getAliases(name))));
        BeanFactory parent = listable.getParentBeanFactory();
        return parent == null ? own : Stream.concat(own, names(parent));
    }

    /**
     * Refuses a bean of another type. A bean whose type is not known yet passes.
     *
     * @param purpose the reason why a group of this name is needed
     */
    void requireGroup(String beanName, String purpose) {
        Class<?> type = beans.getType(beanName, false);
        if (type != null && !isGroup(type)) {
            throw notAGroup(beanName, type, purpose);
        }
    }

    /**
     * Refuses a bean that has the name of a group from the properties, but is another group: the properties would have
     * no effect. Called when all singletons exist.
     */
    void requireGroupOfName(String group) {
        String beanName = ConfiguredGroups.beanName(group);
        if (!beans.containsBean(beanName)) {
            return;
        }
        String purpose = "property wait-group.groups." + group;
        Object bean = beans.getBean(beanName);
        if (!(bean instanceof Group found)) {
            throw notAGroup(beanName, bean.getClass(), purpose);
        }
        if (!RelaxedName.isSame(found.name(), group)) {
            throw new InvalidConfigurationException(
                    "Bean '" + beanName + "' is the group '" + found.name() + "', and " + purpose
                            + " has the name of the bean, not of the group.",
                    "Set wait-group.groups." + found.name() + " and name the bean "
                            + ConfiguredGroups.beanName(found.name()) + ", or name the group '" + group + "'.");
        }
    }

    /** Refuses bean definitions of groups that are no singletons, before any bean is created. */
    void requireSingletonDefinitions() {
        requireSingletons(
                beans.getBeanNamesForType(Group.class, true, false),
                name -> !beans.containsBeanDefinition(name)
                        || beans.getMergedBeanDefinition(name).isSingleton());
    }

    /** Refuses groups that are no singletons, also of factories, when all singletons exist. */
    void requireSingletons() {
        requireSingletons(beans.getBeanNamesForType(Group.class), beans::isSingleton);
    }

    private void requireSingletons(String[] names, Predicate<String> isSingleton) {
        for (String name : names) {
            if (!isSingleton.test(name)) {
                String declared =
                        ScopedProxyUtils.isScopedTarget(name) ? ScopedProxyUtils.getOriginalBeanName(name) : name;
                throw new InvalidConfigurationException(
                        "Bean '" + declared + "' is a group that is no singleton" + scope(name)
                                + ": its instances would be unknown, and no shutdown would wait for their tasks.",
                        "Remove the scope. A group that comes and goes is no bean: create it where it is used, and"
                                + " close it there: try (Group group = new Group(\"import\")) { … }.");
            }
        }
    }

    private String scope(String beanName) {
        String scope = beans.containsBeanDefinition(beanName)
                ? beans.getBeanDefinition(beanName).getScope()
                : null;
        return scope == null || scope.isEmpty() ? "" : ", but of scope '" + scope + "'";
    }

    private static InvalidConfigurationException notAGroup(String beanName, Class<?> type, String purpose) {
        return new InvalidConfigurationException(
                "Bean '" + beanName + "' is a " + type.getName() + ", not a Group, and its name is that of " + purpose
                        + ".",
                "Rename the bean, or the group"
                        + (beanName.equals(WaitGroupProperties.Web.GROUP_BEAN)
                                ? ". Requests need not be tasks of a group: wait-group.web.enabled=false."
                                : "."));
    }

    private static boolean isGroup(@Nullable Class<?> type) {
        return type != null && Group.class.isAssignableFrom(type);
    }
}

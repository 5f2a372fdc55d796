package io.github.waitgroup.spring;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import io.github.waitgroup.spring.WaitGroupProperties.OnFailure;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.StringUtils;

/**
 * The {@link Group} beans from properties: one for each name below {@code wait-group.groups}, and one for the name in
 * {@code wait-group.async.group}. If there is a {@link Group} bean of that name already, in any form, the properties
 * are settings of that bean's group. A bean of another type that has the name fails the start.
 *
 * <p>The bean of group {@code orders} is called {@code ordersGroup}, that of {@code order-mail} is {@code
 * orderMailGroup}.
 */
final class ConfiguredGroups implements BeanDefinitionRegistryPostProcessor {

    /*
     * A BeanRegistrar would do the same with less code, but cannot see that a bean of that name exists. Both run at run
     * time even in an application that was processed ahead of time, so a property may add a group at any time.
     */

    private static final String GROUPS = WaitGroupProperties.PREFIX + ".groups";
    private static final String ASYNC = WaitGroupProperties.PREFIX + ".async.group";
    static final String SUFFIX = "Group";

    private final ConfigurableApplicationContext context;

    ConfiguredGroups(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        WaitGroupProperties properties = Binder.get(context.getEnvironment())
                .bindOrCreate(WaitGroupProperties.PREFIX, WaitGroupProperties.class);
        MisspeltNames.refuse(context.getEnvironment(), properties.groups().keySet());
        properties.validate();
        GroupBeans beans = new GroupBeans(context.getBeanFactory());
        Map<String, String> origins = new LinkedHashMap<>(); // by the names of the groups
        properties.groups().keySet().forEach(group -> origins.put(group, "property " + GROUPS + "." + group));
        if (properties.async().enabled()) {
            origins.putIfAbsent(properties.async().group(), "property " + ASYNC);
        }
        requireDifferentNames(origins);
        origins.forEach((group, origin) -> {
            String beanName = beanName(group);
            String existing =
                    beans.find(beanName); // also under an alias, without a definition, or in the parent context
            if (existing == null) {
                RootBeanDefinition definition = definition(group, properties);
                definition.setDescription("group from " + origin);
                definition.setDefaultCandidate(!properties.isOnlyForAsync(group));
                registry.registerBeanDefinition(beanName, definition);
                return;
            }
            beans.requireGroup(existing, origin);
            GroupSettings settings = properties.settings(group);
            if (!beans.has(existing, GroupBeans.POLICY, settings.onFailure())) {
                requireNoPolicy(group, existing, settings);
            }
            if (settings.limit() != null && !beans.has(existing, GroupBeans.LIMIT, settings.limit())) {
                throw new InvalidConfigurationPropertyValueException(
                        GROUPS + "." + group + ".limit",
                        settings.limit(),
                        "Bean '" + existing + "' is a group that exists already, with a limit of its own or none."
                                + " Remove the property and pass the limit to the constructor of the group, or remove"
                                + " the bean: then the group is created with this limit.");
            }
            if (!existing.equals(beanName)) {
                registry.registerAlias(existing, beanName);
            }
        });
        if (beans.beans().containsLocalBean(Web.GROUP_BEAN)
                && OnHttpTracking.isTracked(beans.beans(), context.getEnvironment())) {
            beans.requireGroup(Web.GROUP_BEAN, "the group of the HTTP requests");
        }
    }

    private static void requireDifferentNames(Map<String, String> origins) {
        Map<String, String> originsOfNames = new HashMap<>();
        origins.forEach((group, origin) -> {
            String other = originsOfNames.putIfAbsent(RelaxedName.uniform(group), origin);
            if (other != null) {
                throw new DuplicateGroupNameException(beanName(group), other, origin);
            }
        });
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        new GroupBeans(beanFactory).requireSingletonDefinitions();
    }

    /** The name of a group's bean, in camel case: a parameter of this name injects the group. */
    static String beanName(String group) {
        StringBuilder camelCase = new StringBuilder();
        for (String word : group.split("[^\\p{L}\\p{N}]+", -1)) {
            camelCase.append(camelCase.isEmpty() ? StringUtils.uncapitalize(word) : StringUtils.capitalize(word));
        }
        return camelCase.append(SUFFIX).toString();
    }

    /** Refuses a policy for a group that the starter has not created. Such a group has a failure handler of its own. */
    private static void requireNoPolicy(String group, String beanName, GroupSettings settings) {
        if (settings.onFailure() != OnFailure.LOG) {
            throw new InvalidConfigurationPropertyValueException(
                    WaitGroupProperties.PREFIX + ".groups." + group + ".on-failure",
                    settings.onFailure(),
                    "Bean '" + beanName
                            + "' has a failure handler of its own, which decides what happens. Remove the property,"
                            + " or the bean: then the group is created with this policy.");
        }
    }

    private RootBeanDefinition definition(String group, WaitGroupProperties properties) {
        GroupSettings settings = properties.settings(group);
        if (!properties.isOnlyForAsync(group)) {
            return definition(group, settings);
        }
        ExecutorLimits limits = ExecutorLimits.of(properties, context.getEnvironment());
        RootBeanDefinition definition =
                definition(group, limits.concurrency() == null ? settings : settings.withLimit(limits.concurrency()));
        definition.setAttribute(GroupBeans.EXECUTOR_LIMITS, limits);
        return definition;
    }

    private RootBeanDefinition definition(String group, GroupSettings settings) {
        RootBeanDefinition definition =
                new RootBeanDefinition(Group.class, () -> FailurePolicy.newGroup(group, settings, context));
        definition.setAttribute(GroupBeans.POLICY, settings.onFailure());
        definition.setAttribute(GroupBeans.LIMIT, settings.limit());
        definition.setAttribute(BeanRegistrationAotProcessor.IGNORE_REGISTRATION_ATTRIBUTE, true);
        return definition;
    }
}

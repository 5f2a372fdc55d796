package io.github.waitgroup.spring;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Registers a {@link Group} bean for each name below {@code wait-group.groups}, and for that of {@code wait-group.async.group},
 * except where a bean of that name is there already: then the properties are settings of that bean's group.
 *
 * <p>The bean of group {@code orders} is called {@code ordersGroup}, that of {@code order-mail} is {@code orderMailGroup}.
 */
final class ConfiguredGroups implements BeanDefinitionRegistryPostProcessor, BeanFactoryAware {

    /*
     * A BeanRegistrar would do the same with less code, but cannot see that a bean of that name exists. Both run at run time
     * even in an application that was processed ahead of time, so a group may be added by a property at any time.
     */

    private static final String GROUPS = WaitGroupProperties.PREFIX + ".groups";
    private static final String ASYNC = WaitGroupProperties.PREFIX + ".async.group";
    private static final String SUFFIX = "Group";

    private final Environment environment;
    private @Nullable BeanFactory beans;

    ConfiguredGroups(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beans = beanFactory;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        WaitGroupProperties properties =
                Binder.get(environment).bindOrCreate(WaitGroupProperties.PREFIX, WaitGroupProperties.class);
        properties.validate();
        BeanFactory known = Objects.requireNonNull(beans);
        Map<String, String> origins = new LinkedHashMap<>(); // of each name
        properties.groups().keySet().forEach(group -> origins.put(group, "property " + GROUPS + "." + group));
        if (properties.async().enabled()) {
            origins.putIfAbsent(properties.async().group(), "property " + ASYNC);
        }
        Map<String, String> originsOfBeans = new HashMap<>();
        origins.forEach((group, origin) -> {
            String beanName = beanName(group);
            String other = originsOfBeans.putIfAbsent(beanName, origin);
            if (other != null) {
                throw new DuplicateGroupNameException(beanName, other, origin);
            }
            if (!known.containsBean(beanName)) { // also under an alias, without a definition, or in the parent context
                RootBeanDefinition definition = definition(group, known);
                definition.setDescription("group from " + origin);
                definition.setDefaultCandidate(!properties.isAside(group));
                registry.registerBeanDefinition(beanName, definition);
            }
        });
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {}

    /** Camel case, as a parameter name that injects the group can be written. */
    static String beanName(String group) {
        StringBuilder camelCase = new StringBuilder();
        for (String word : group.split("[^\\p{L}\\p{N}]+", -1)) {
            camelCase.append(camelCase.isEmpty() ? StringUtils.uncapitalize(word) : StringUtils.capitalize(word));
        }
        return camelCase.append(SUFFIX).toString();
    }

    private static RootBeanDefinition definition(String group, BeanFactory beans) {
        RootBeanDefinition definition =
                new RootBeanDefinition(Group.class, () -> new Group(group, beans.getBean(FailureHandler.class)));
        definition.setAttribute(BeanRegistrationAotProcessor.IGNORE_REGISTRATION_ATTRIBUTE, true);
        return definition;
    }
}

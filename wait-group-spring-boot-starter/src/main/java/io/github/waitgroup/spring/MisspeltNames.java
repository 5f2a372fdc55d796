package io.github.waitgroup.spring;

import io.github.waitgroup.spring.PropertyNames.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.env.PropertySourceInfo;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The environment variables and system properties below {@code wait-group} that set nothing. Spring Boot refuses such
 * names in all other sources.
 *
 * <p>A variable that resembles no property may be another program's: the application starts, and a warning names the
 * variable. Variables that Kubernetes sets for a Service are ignored.
 */
final class MisspeltNames {

    private static final Logger logger = LoggerFactory.getLogger(MisspeltNames.class);

    /** A variable for a Service named wait-group, or wait-group-sample. */
    private static final Pattern OF_A_SERVICE = Pattern.compile(
            "\\w+_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)?)");

    private static final int MAX_DISTANCE = 2;

    /** The length of a name for which one mistake is allowed; a longer name may have more. */
    private static final int LETTERS_PER_MISTAKE = 5;

    private final PropertyNames names;
    private final List<Misspelt> misspelt = new ArrayList<>();

    private MisspeltNames(PropertyNames names) {
        this.names = names;
    }

    /**
     * Looks at all names below the prefix.
     *
     * @param groups the names of the groups that have properties
     * @throws InvalidConfigurationException if names are misspelt, or if one source has a property in two forms with
     *     two values
     */
    static void refuse(ConfigurableEnvironment environment, Collection<String> groups) {
        MisspeltNames found = new MisspeltNames(new PropertyNames(groups));
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable
                    && !(source instanceof CompositePropertySource)) {
                found.lookAt(enumerable);
            }
        }
        found.report();
    }

    private void lookAt(EnumerablePropertySource<?> source) {
        String prefix = source instanceof PropertySourceInfo info ? variablePrefix(info.getPrefix()) : "";
        List<String> below = Stream.of(source.getPropertyNames())
                .filter(name ->
                        PropertyNames.isBelowPrefix(name) || PropertyNames.isBelowPrefix(withoutPrefix(name, prefix)))
                .toList();
        requireOneValueEach(below, source);
        if (source instanceof SystemEnvironmentPropertySource) {
            below.stream()
                    .filter(name -> !setsSomething(name, prefix)
                            && !OF_A_SERVICE.matcher(name).matches())
                    .map(name -> new Misspelt(
                            "Environment variable",
                            name,
                            names.nearest(withoutPrefix(name, prefix)),
                            name.contains(".") ? null : prefix))
                    .forEach(misspelt::add);
        } else if (source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
            below.stream()
                    .filter(name -> !names.isProperty(name))
                    .map(name -> new Misspelt("System property", name, names.nearest(name), null))
                    .forEach(misspelt::add);
        }
    }

    private boolean setsSomething(String variable, String prefix) {
        if (!isBelow(variable, prefix)) {
            return false;
        }
        String name = withoutPrefix(variable, prefix);
        return names.isVariable(name) || names.isProperty(name);
    }

    /** The begin of the names of variables in an application that has a prefix for them. */
    private static String variablePrefix(@Nullable String prefix) {
        return prefix == null || prefix.isEmpty()
                ? ""
                : prefix.replace("-", "").replaceAll("[^\\p{L}\\p{N}]", "_").toUpperCase(Locale.ROOT) + "_";
    }

    private static boolean isBelow(String variable, String prefix) {
        return variable.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private static String withoutPrefix(String variable, String prefix) {
        return isBelow(variable, prefix) ? variable.substring(prefix.length()) : variable;
    }

    private static void requireOneValueEach(List<String> names, EnumerablePropertySource<?> source) {
        Map<String, String> first = new HashMap<>();
        for (String name : names) {
            String other = first.putIfAbsent(RelaxedName.uniform(name), name);
            if (other != null && !Objects.equals(source.getProperty(other), source.getProperty(name))) {
                throw new InvalidConfigurationException(
                        "'" + other + "' and '" + name + "' are one property, and have different values in "
                                + source.getName() + ".",
                        "Remove one of them.");
            }
        }
    }

    private void report() {
        misspelt.stream().filter(each -> !each.isOurs()).forEach(each -> logger.warn(each.description()));
        List<Misspelt> ours = misspelt.stream().filter(Misspelt::isOurs).toList();
        if (!ours.isEmpty()) {
            throw new InvalidConfigurationException(
                    ours.stream().map(Misspelt::description).collect(Collectors.joining("\n")),
                    ours.stream().map(Misspelt::action).distinct().collect(Collectors.joining("\n")));
        }
    }

    /** @param variablePrefix the begin of the variable; null if it is no variable */
    private record Misspelt(
            String source,
            String name,
            Nearest nearest,
            @Nullable String variablePrefix) {

        boolean isOurs() {
            return name.startsWith(WaitGroupProperties.PREFIX + ".")
                    || PropertyNames.isBelowGroups(variablePrefix == null ? name : withoutPrefix(name, variablePrefix))
                    || nearest.distance() <= Math.max(MAX_DISTANCE, nearest.letters() / LETTERS_PER_MISTAKE);
        }

        String description() {
            return source + " '" + name + "' sets no property of wait-group.";
        }

        String action() {
            return "Did you mean "
                    + (variablePrefix == null
                            ? nearest.property()
                            : variablePrefix + nearest.variable() + ", which is " + nearest.property())
                    + "?";
        }
    }
}

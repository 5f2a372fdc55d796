package io.github.waitgroup.spring;

import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** The names of all properties below {@code wait-group}, in the forms of a file and of the environment. */
final class PropertyNames {

    private static final String ANY_GROUP = "*";

    private static final Pattern PREFIX = Pattern.compile("(?i)wait[-_]?group[._]");

    private final List<Property> properties = new ArrayList<>();
    private final Collection<String> groups;

    /**
     * Collects the names.
     *
     * @param groups the names of the groups that have properties
     */
    PropertyNames(Collection<String> groups) {
        this.groups = groups;
        collect(List.of(), WaitGroupProperties.class);
        collect(List.of("groups", ANY_GROUP), GroupSettings.class);
        properties.add(new Property(List.of("groups", ANY_GROUP), false)); // a group with the defaults
        properties.add(new Property(List.of("shutdown", "stop-times", ANY_GROUP), false)); // a bean
    }

    /** Collects the names that Boot looks for in an empty source. */
    private void collect(List<String> path, Class<?> type) {
        ConfigurationPropertyName root = ConfigurationPropertyName.of("any");
        new Binder().bind(root, Bindable.of(type), new BindHandler() {

            @Override
            public <T> Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
                Class<?> component = target.getType().resolve(Object.class);
                if (name.equals(root) || Map.class.isAssignableFrom(component)) {
                    return target;
                }
                List<String> below = Stream.concat(
                                path.stream(), Stream.of(name.toString().substring("any.".length())))
                        .toList();
                if (component.isRecord()) {
                    collect(below, component);
                } else {
                    properties.add(new Property(below, Collection.class.isAssignableFrom(component)));
                }
                return target;
            }
        });
    }

    /** Whether a name is below the prefix, in a form of a file or of the environment. */
    static boolean isBelowPrefix(String name) {
        return PREFIX.matcher(name).lookingAt();
    }

    /** Whether a name is below the prefix and {@code groups}, where the next part is a group, whatever it is. */
    static boolean isBelowGroups(String name) {
        return RelaxedName.isSame(words(name)[0], "groups");
    }

    private static String[] words(String name) {
        return PREFIX.matcher(name).replaceFirst("").split("[^\\p{L}\\p{N}-]+", -1);
    }

    /** Whether Boot finds a property of this name, as in {@code wait-group.shutdown.timeout} or {@code waitGroup.…}. */
    boolean isProperty(String name) {
        ConfigurationPropertyName elements = ConfigurationPropertyName.adapt(name, '.');
        return properties.stream().anyMatch(each -> each.isNamed(elements));
    }

    /** Whether Boot finds a property in this environment variable. */
    boolean isVariable(String name) {
        String upperCase = name.toUpperCase(Locale.ROOT);
        return properties.stream().anyMatch(each -> each.isVariable(upperCase, groups));
    }

    /** The property whose name is nearest, with its distance. */
    Nearest nearest(String name) {
        String[] words = words(name);
        String sought = RelaxedName.uniform(String.join("", words));
        return properties.stream()
                .flatMap(each -> each.paths(words))
                .map(path -> new Nearest(path, distance(RelaxedName.uniform(String.join("", path)), sought)))
                .min(Comparator.comparingInt(Nearest::distance))
                .orElseThrow();
    }

    /** The distance by Levenshtein: the number of letters that are missing, too many, or others. */
    private static int distance(String one, String other) {
        int[] last = IntStream.rangeClosed(0, other.length()).toArray();
        for (int i = 1; i <= one.length(); i++) {
            int[] next = new int[last.length];
            next[0] = i;
            for (int j = 1; j < next.length; j++) {
                int changed = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                next[j] = Math.min(changed, 1 + Math.min(last[j], next[j - 1]));
            }
            last = next;
        }
        return last[other.length()];
    }

    /**
     * The property that has probably been meant.
     *
     * @param path the elements of its name, without the prefix
     * @param distance the distance of the name that was given
     */
    record Nearest(List<String> path, int distance) {

        int letters() {
            return RelaxedName.uniform(String.join("", path)).length();
        }

        String property() {
            StringBuilder name = new StringBuilder(WaitGroupProperties.PREFIX);
            path.forEach(each -> name.append(each.contains(".") ? "[" + each + "]" : "." + each));
            return name.toString();
        }

        String variable() {
            return Property.variable(WaitGroupProperties.PREFIX, "")
                    + path.stream()
                            .map(each -> "_" + Property.variable(each, ""))
                            .reduce("", String::concat);
        }
    }

    private record Property(List<String> path, boolean isList) {

        boolean isNamed(ConfigurationPropertyName name) {
            int length = name.getNumberOfElements();
            if (isList && length > 1 && name.isNumericIndex(length - 1)) {
                return isNamed(name.chop(length - 1));
            }
            return length == path.size() + 1
                    && IntStream.range(0, path.size()).allMatch(i -> isElement(i, element(name, i + 1)));
        }

        private static String element(ConfigurationPropertyName name, int index) {
            return name.getElement(index, ConfigurationPropertyName.Form.ORIGINAL);
        }

        private boolean isElement(int index, String element) {
            return path.get(index).equals(ANY_GROUP) || RelaxedName.isSame(path.get(index), element);
        }

        /** Boot leaves dashes out; in names that it knows already, it also makes them underscores. */
        boolean isVariable(String name, Collection<String> groups) {
            return matches(name, "", List.of("[^_]+"))
                    || matches(
                            name,
                            "_",
                            groups.stream()
                                    .map(each -> Pattern.quote(variable(each, "_")))
                                    .toList());
        }

        private boolean matches(String name, String dash, Collection<String> groups) {
            StringBuilder regex = new StringBuilder(variable(WaitGroupProperties.PREFIX, dash));
            for (String element : path) {
                regex.append('_')
                        .append(
                                element.equals(ANY_GROUP)
                                        ? "(" + String.join("|", groups) + ")"
                                        : variable(element, dash));
            }
            return name.matches(regex.append(isList ? "(_\\d+)?" : "").toString());
        }

        static String variable(String element, String dash) {
            return element.replace("-", dash).replaceAll("[^\\p{L}\\p{N}_]", "").toUpperCase(Locale.ROOT);
        }

        /** The names that may have been meant: the name of a group may be any sequence of words. */
        Stream<List<String>> paths(String[] words) {
            if (!path.contains(ANY_GROUP)) {
                return Stream.of(path);
            }
            List<String> all = List.of(words);
            if (path.size() == 2) { // the key of a group, without a property
                return all.size() == 2 ? Stream.of(List.of(path.get(0), all.get(1))) : Stream.empty();
            }
            return IntStream.range(2, words.length)
                    .mapToObj(end -> path.stream()
                            .map(each -> each.equals(ANY_GROUP) ? String.join(".", all.subList(1, end)) : each)
                            .toList());
        }
    }
}

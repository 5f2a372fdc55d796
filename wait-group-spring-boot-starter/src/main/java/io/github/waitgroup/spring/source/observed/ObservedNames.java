package io.github.waitgroup.spring.source.observed;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** The names of the observations whose work is tracked. A name that ends with an asterisk is a beginning of names. */
final class ObservedNames {

    private static final String PROPERTY = "wait-group.sources.observations";

    private final Set<String> chosen = new TreeSet<>();
    private final Set<String> exact;
    private final List<String> beginnings;

    /**
     * Reads the names.
     *
     * @throws InvalidConfigurationPropertyValueException if one of them is no name, or means all observations
     */
    ObservedNames(List<String> names) {
        List<String> whole = new ArrayList<>();
        List<String> begin = new ArrayList<>();
        for (String name : names) {
            int asterisk = name.indexOf('*');
            if (name.isBlank() || asterisk == 0 || (asterisk > 0 && asterisk < name.length() - 1)) {
                throw new InvalidConfigurationPropertyValueException(
                        PROPERTY,
                        "'" + name + "'",
                        "This is no name of observations. Write for example orders.import, or orders.* for all whose"
                                + " names begin so. There is no way to choose all: many are no work to wait for.");
            }
            chosen.add(name);
            if (asterisk < 0) {
                whole.add(name);
            } else {
                begin.add(name.substring(0, asterisk));
            }
        }
        this.exact = Set.copyOf(whole);
        this.beginnings = List.copyOf(begin);
    }

    /** Whether the observations of a name are tracked. It is called for each observation of the application. */
    boolean contain(String name) {
        if (exact.contains(name)) {
            return true;
        }
        for (int i = 0; i < beginnings.size(); i++) {
            if (name.startsWith(beginnings.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** The names as they were chosen. */
    Set<String> chosen() {
        return chosen;
    }
}

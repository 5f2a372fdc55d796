package io.github.waitgroup.spring.source.observed;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.PropertyResolver;

/**
 * The lines of the start that say which of the chosen observations are tracked, and for each that cannot occur, why.
 */
final class ObservedNamesReport implements SmartInitializingSingleton {

    private static final Logger logger = LoggerFactory.getLogger(ObservedNamesReport.class);

    private final ObservedNames names;
    private final ObservedWork work;
    private final ObservationRegistry registry;
    private final PropertyResolver properties;
    private final String group;

    ObservedNamesReport(
            ObservedNames names,
            ObservedWork work,
            ObservationRegistry registry,
            PropertyResolver properties,
            String group) {
        this.names = names;
        this.work = work;
        this.registry = registry;
        this.properties = properties;
        this.group = group;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (!work.isRegistered(registry)) { // created too early, a registry has no handlers
            registry.observationConfig().observationHandler(work);
        }
        List<String> tracked = new ArrayList<>();
        for (String name : names.chosen()) {
            String obstacle = obstacle(name);
            if (obstacle == null) {
                tracked.add(name);
                warnOfSource(name);
            } else {
                logger.warn("Observations '{}' are no tasks of group '{}': {}", name, group, obstacle);
            }
        }
        if (!tracked.isEmpty()) {
            logger.info("Observations that are tasks of group '{}': {}", group, String.join(", ", tracked));
        }
    }

    private @Nullable String obstacle(String name) {
        KnownObservation known = KnownObservation.BY_NAME.get(name);
        if (known != null && known.switchOn() != null && !isOn(known.switchOn())) {
            return "they do not occur unless " + known.switchOn() + " is set";
        }
        if (registry.isNoop()) {
            return "there is no registry of observations";
        }
        return !name.endsWith("*") && isHidden(name)
                ? "an ObservationPredicate, or management.observations.enable, hides them"
                : null;
    }

    /** Whether a predicate hides the name. One that needs a context of its own kind, and throws, hides nothing here. */
    private boolean isHidden(String name) {
        try {
            return Observation.createNotStarted(name, registry).isNoop();
        } catch (RuntimeException otherContext) {
            return false;
        }
    }

    private void warnOfSource(String name) {
        KnownObservation known = KnownObservation.BY_NAME.get(name);
        String source = known == null ? null : known.source();
        if (source != null && properties.getProperty(source, Boolean.class, true)) {
            logger.warn(
                    "The work of observations '{}' is listed twice where {} is true, as it is by default",
                    name,
                    source);
        }
    }

    private boolean isOn(String property) {
        String value = properties.getProperty(property);
        return value != null && !value.equals("false");
    }
}

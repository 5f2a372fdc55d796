package io.github.waitgroup.spring;

import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/**
 * The lifecycle phases of the groups. A group that drains after others has a lower phase than each of them, and at most
 * its default one.
 */
final class DrainOrder {

    private final WaitGroupProperties properties;
    private final boolean requestsAreTracked;

    /** Of the groups that have settings, by the uniform form of their names. */
    private final Map<String, Integer> phases = new HashMap<>();

    /**
     * Computes the phases.
     *
     * @throws InvalidConfigurationException if a group has a phase and an order, or an order that no phases can have
     */
    DrainOrder(WaitGroupProperties properties, boolean requestsAreTracked) {
        this.properties = properties;
        this.requestsAreTracked = requestsAreTracked;
        properties.groups().keySet().forEach(group -> compute(group, List.of()));
    }

    /** The phase of a group, whose name may have any form. */
    int phase(String group) {
        Integer phase = phases.get(RelaxedName.uniform(group));
        return phase != null ? phase : defaultPhase(group);
    }

    /**
     * Refuses an order that names groups which do not exist. Called when all singletons exist. Settings of a group of a
     * parent context, which a child inherits, are that parent's.
     *
     * @param groups the names of all groups of this application context
     */
    void requireKnown(Collection<String> groups) {
        for (String group : groups) {
            for (String other : properties.settings(group).drainAfter()) {
                if (groups.stream().noneMatch(each -> RelaxedName.isSame(each, other))) {
                    throw new InvalidConfigurationException(
                            property(group) + " names a group '" + other
                                    + "', which this application context does not have.",
                            "Correct the name, or remove it. The groups are " + groups + ".");
                }
            }
        }
    }

    /** @param followers the groups that drain after this one, the first of which the computation has begun with */
    private int compute(String group, List<String> followers) {
        Integer known = phases.get(RelaxedName.uniform(group));
        if (known != null) {
            return known;
        }
        List<String> path = new ArrayList<>(followers);
        path.add(group);
        GroupSettings settings = properties.settings(group);
        int phase = settings.drainAfter().isEmpty()
                ? Objects.requireNonNullElse(settings.phase(), defaultPhase(group))
                : phaseAfter(settings, path);
        phases.put(RelaxedName.uniform(group), phase);
        return phase;
    }

    private int phaseAfter(GroupSettings settings, List<String> path) {
        String group = path.get(path.size() - 1);
        if (settings.phase() != null) {
            throw new InvalidConfigurationException(
                    "Group '" + group + "' has two positions in the order of the drains: " + property(group) + " and "
                            + phaseProperty(group) + ".",
                    "Remove one of them. The phase of a group that drains after others is computed.");
        }
        Map<String, Integer> before = new HashMap<>();
        for (String other : settings.drainAfter()) {
            requireNoCircle(other, path);
            before.put(other, compute(other, path));
        }
        Map.Entry<String, Integer> last = before.entrySet().stream()
                .min(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow();
        if (last.getValue() < lowest() + 1) {
            throw new InvalidConfigurationException(
                    property(group) + " names the group '" + last.getKey() + "', which drains in phase "
                            + last.getValue() + ". The lowest phase that can be computed is " + lowest() + ": after it "
                            + (requestsAreTracked ? "the web server refuses connections." : "the web server stops."),
                    "Set " + phaseProperty(group) + " in place of drain-after, or give '" + last.getKey()
                            + "' a phase of " + (lowest() + 1) + " or more.");
        }
        return Math.min(defaultPhase(group), last.getValue() - 1);
    }

    private static void requireNoCircle(String other, List<String> path) {
        String group = path.get(path.size() - 1);
        if (RelaxedName.isSame(group, other)) {
            throw new InvalidConfigurationException(
                    property(group) + " names the group itself.", "Remove '" + other + "' from it.");
        }
        for (int i = 0; i < path.size(); i++) {
            if (RelaxedName.isSame(path.get(i), other)) {
                List<String> circle = path.subList(i, path.size());
                throw new InvalidConfigurationException(
                        "The order of the drains is a circle: '" + other + "' drains after "
                                + circle.stream()
                                        .skip(1)
                                        .map(each -> "'" + each + "', which drains after ")
                                        .collect(Collectors.joining())
                                + "'" + other + "'.",
                        "Remove a name from one of "
                                + circle.stream().map(DrainOrder::property).collect(Collectors.joining(", "))
                                + ".");
            }
        }
    }

    private int defaultPhase(String group) {
        if (!requestsAreTracked) {
            return GroupSettings.DEFAULT_PHASE;
        }
        return RelaxedName.isSame(group, Web.GROUP) ? Web.DEFAULT_PHASE : GroupSettings.DEFAULT_PHASE_AFTER_REQUESTS;
    }

    /** The lowest phase that is early enough, for the reasons that the default phases have. */
    private int lowest() {
        return 1
                + (requestsAreTracked
                        ? WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE
                        : WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
    }

    private static String property(String group) {
        return WaitGroupProperties.PREFIX + ".groups." + group + ".drain-after";
    }

    private static String phaseProperty(String group) {
        return WaitGroupProperties.PREFIX + ".groups." + group + ".phase";
    }
}

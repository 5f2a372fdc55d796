package io.github.waitgroup.spring;

import io.github.waitgroup.Group;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/**
 * Settings of the managed groups.
 *
 * @param shutdown Settings of the shutdown of all groups together.
 * @param groups Settings of each group, by its name. A group that no bean provides is created.
 */
@ConfigurationProperties(prefix = WaitGroupProperties.PREFIX, ignoreUnknownFields = false)
public record WaitGroupProperties(
        @DefaultValue Shutdown shutdown, @DefaultValue Map<String, GroupSettings> groups) {

    static final String PREFIX = "wait-group";

    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * Settings of one group.
     *
     * @param group the name of the group
     * @return what is set below that name, or else the defaults
     */
    public GroupSettings settings(String group) {
        return groups.getOrDefault(group, GroupSettings.DEFAULTS);
    }

    /**
     * Refuses what binds but makes no sense.
     *
     * @throws InvalidConfigurationPropertyValueException naming the property, its value and what to write instead
     */
    void validate() {
        requireSensible(PREFIX + ".shutdown.timeout", shutdown.timeout());
        groups.forEach((name, settings) -> {
            if (name.isBlank()) {
                throw new InvalidConfigurationPropertyValueException(
                        PREFIX + ".groups", "'" + name + "'", "The name of a group must not be blank.");
            }
            requireSensible(PREFIX + ".groups." + name + ".timeout", settings.timeout());
        });
    }

    private static void requireSensible(String property, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw new InvalidConfigurationPropertyValueException(
                    property, value, "A time-out must be longer than zero and at most a day, for example 20s.");
        }
    }

    /**
     * Settings of the shutdown of all groups together.
     *
     * @param timeout Time that the shutdown of all groups together may take, from the moment that the application begins to
     *     close. Each group waits for its own time-out at most, and for what is left of this.
     */
    public record Shutdown(@DefaultValue("25s") Duration timeout) {}

    /**
     * Settings of one group.
     *
     * @param timeout Time that the group has to drain before what is still active is reported and left.
     * @param phase Lifecycle phase in which the group drains. Higher phases stop earlier.
     */
    public record GroupSettings(
            @DefaultValue("20s") Duration timeout,
            @DefaultValue("2147482367") int phase) {

        /**
         * The phase in which groups drain by default: after the web server has finished the requests in flight, which may
         * start tasks, and before the web server, executors and connection pools go, which tasks may use.
         */
        public static final int DEFAULT_PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 256;

        static final GroupSettings DEFAULTS = new GroupSettings(Group.DEFAULT_STOP_TIMEOUT, DEFAULT_PHASE);
    }
}

package io.github.waitgroup.spring;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/**
 * Settings of the managed groups.
 *
 * @param shutdown Settings of the shutdown of the whole application.
 * @param groups Settings of each group, by its name. A group that no bean provides is created.
 * @param async Settings of Spring's own asynchrony.
 * @param web Settings of the tracking of HTTP requests.
 * @param metrics Settings of the meters.
 * @param observations Settings of the observation of tasks.
 * @param sources Settings of the sources, whose work others run.
 * @param mbean Settings of the MBean of the tasks in flight.
 */
@ConfigurationProperties(prefix = WaitGroupProperties.PREFIX, ignoreUnknownFields = false)
public record WaitGroupProperties(
        @DefaultValue Shutdown shutdown,
        @DefaultValue Map<String, GroupSettings> groups,
        @DefaultValue Async async,
        @DefaultValue Web web,
        @DefaultValue Metrics metrics,
        @DefaultValue Observations observations,
        @DefaultValue Sources sources,
        @DefaultValue Mbean mbean) {

    static final String PREFIX = "wait-group";

    private static final Duration MAX_DURATION = Duration.ofDays(1);

    /**
     * Creates settings in which each group has one name: the name in the source with the lowest precedence, a file for
     * example. The name in an environment variable, which has no dashes, counts only if there is no other.
     *
     * @param shutdown settings of the shutdown of the whole application
     * @param groups settings of each group, by its name
     * @param async settings of Spring's own asynchrony
     * @param web settings of the tracking of HTTP requests
     * @param metrics settings of the meters
     * @param observations settings of the observation of tasks
     * @param sources settings of the sources
     * @param mbean settings of the MBean of the tasks in flight
     */
    @ConstructorBinding
    public WaitGroupProperties {
        groups = withOneNameEach(groups);
        async = groups.containsKey(async.group()) ? async : async.in(nameIn(groups, async.group()));
    }

    /**
     * Creates the defaults. Spring Cloud does so at each change of the environment, and resets whatever it can write
     * to them, which is nothing here.
     */
    @SuppressWarnings({"unused", "UnusedMethod"})
    private WaitGroupProperties() {
        this(
                byDefault(Shutdown.class),
                Map.of(),
                byDefault(Async.class),
                byDefault(Web.class),
                byDefault(Metrics.class),
                byDefault(Observations.class),
                byDefault(Sources.class),
                byDefault(Mbean.class));
    }

    private static <T> T byDefault(Class<T> settings) {
        return new Binder().bindOrCreate(PREFIX, settings);
    }

    /**
     * Leaves one form of each name. Boot gives all forms of a key the same settings, except for a key in brackets,
     * which stays if its settings differ.
     */
    private static Map<String, GroupSettings> withOneNameEach(Map<String, GroupSettings> groups) {
        Map<List<Object>, String> names = new LinkedHashMap<>();
        groups.forEach((name, settings) -> names.merge(
                List.of(RelaxedName.uniform(name), settings),
                name,
                (other, lower) -> RelaxedName.isVariable(lower) && !RelaxedName.isVariable(other) ? other : lower));
        Map<String, GroupSettings> one = new LinkedHashMap<>(groups);
        one.keySet().retainAll(names.values());
        return Collections.unmodifiableMap(one);
    }

    private static String nameIn(Map<String, GroupSettings> groups, String group) {
        return groups.keySet().stream()
                .filter(each -> RelaxedName.isSame(each, group))
                .findFirst()
                .orElse(group);
    }

    /**
     * Settings of one group.
     *
     * @param group the name of the group, in any form
     * @return the settings below that name, or else the defaults
     */
    public GroupSettings settings(String group) {
        return groups.getOrDefault(groups.containsKey(group) ? group : nameIn(groups, group), GroupSettings.DEFAULTS);
    }

    /**
     * The groups of the application itself: all but those for Spring's own asynchrony alone, or for requests.
     *
     * @param requestsAreTracked whether there is a group of requests
     */
    Set<String> named(boolean requestsAreTracked) {
        Set<String> named = new LinkedHashSet<>(groups.keySet());
        if (async.enabled()) {
            named.add(async.group());
        }
        named.removeIf(this::isOnlyForAsync);
        if (requestsAreTracked) {
            named.removeIf(each -> RelaxedName.isSame(each, Web.GROUP));
        }
        named.removeIf(each -> Sources.GROUPS.stream().anyMatch(source -> RelaxedName.isSame(each, source)));
        return named;
    }

    /** Whether a group exists for Spring's own asynchrony alone, so that there is a default group beside it. */
    boolean isOnlyForAsync(String group) {
        return async.enabled() && RelaxedName.isSame(group, async.group()) && RelaxedName.isSame(group, Async.GROUP);
    }

    /**
     * Refuses values that can be bound but make no sense.
     *
     * @throws InvalidConfigurationPropertyValueException naming the property, its value and what to write instead
     */
    void validate() {
        requireSensible(PREFIX + ".shutdown.grace-period", shutdown.gracePeriod());
        requireNotNegative(PREFIX + ".shutdown.pre-stop", shutdown.preStop());
        if (shutdown.preStop().compareTo(shutdown.gracePeriod()) >= 0) {
            throw new InvalidConfigurationPropertyValueException(
                    PREFIX + ".shutdown.pre-stop",
                    shutdown.preStop(),
                    "A preStop hook is part of the grace period (wait-group.shutdown.grace-period, "
                            + Durations.format(shutdown.gracePeriod()) + ") and must be shorter.");
        }
        requireSensible(PREFIX + ".shutdown.timeout", shutdown.timeout());
        requireNotNegative(PREFIX + ".shutdown.watch-margin", shutdown.watchMargin());
        shutdown.stopTimes().forEach((bean, time) -> requireNotNegative(PREFIX + ".shutdown.stop-times." + bean, time));
        if (shutdown.uncleanExitCode() != null
                && (shutdown.uncleanExitCode() < 1 || shutdown.uncleanExitCode() > 255)) {
            throw new InvalidConfigurationPropertyValueException(
                    PREFIX + ".shutdown.unclean-exit-code",
                    shutdown.uncleanExitCode(),
                    "An exit code that is no success is a number from 1 to 255.");
        }
        if (async.group().isBlank()) {
            throw new InvalidConfigurationPropertyValueException(
                    PREFIX + ".async.group", "'" + async.group() + "'", "The name of a group must not be blank.");
        }
        if (web.enabled()) {
            validateWeb();
        }
        groups.forEach((name, settings) -> {
            if (name.isBlank()) {
                throw new InvalidConfigurationPropertyValueException(
                        PREFIX + ".groups", "'" + name + "'", "The name of a group must not be blank.");
            }
            requireSensible(PREFIX + ".groups." + name + ".timeout", settings.timeout());
            if (settings.interruptBeforeEnd() != null) {
                requireNotNegative(PREFIX + ".groups." + name + ".interrupt-before-end", settings.interruptBeforeEnd());
            }
            if (settings.stuckAfter() != null) {
                requireSensible(PREFIX + ".groups." + name + ".stuck-after", settings.stuckAfter());
            }
            if (settings.limit() != null && settings.limit() < 1) {
                throw new InvalidConfigurationPropertyValueException(
                        PREFIX + ".groups." + name + ".limit",
                        settings.limit(),
                        "At least one task must be able to run. Remove the property if there is no limit.");
            }
        });
    }

    private void validateWeb() {
        requireNotNegative(PREFIX + ".web.retry-after", web.retryAfter());
        if (web.shutdownDelay() != null) {
            validateDelay(web.shutdownDelay());
        }
        requireNotNegative(PREFIX + ".web.long-running-grace", web.longRunningGrace());
        requirePaths(PREFIX + ".web.exempt-paths", web.exemptPaths());
        requirePaths(PREFIX + ".web.long-running-paths", web.longRunningPaths());
    }

    private void validateDelay(Duration delay) {
        requireNotNegative(PREFIX + ".web.shutdown-delay", delay);
        if (delay.compareTo(shutdown.timeout()) >= 0) {
            throw new InvalidConfigurationPropertyValueException(
                    PREFIX + ".web.shutdown-delay",
                    delay,
                    "The delay is a part of " + PREFIX + ".shutdown.timeout (" + Durations.format(shutdown.timeout())
                            + "), of which nothing would be left for requests and groups."
                            + " Lower the delay, or raise the time-out.");
        }
    }

    private static void requirePaths(String property, List<String> paths) {
        for (String path : paths) {
            if (!path.startsWith("/")) {
                throw new InvalidConfigurationPropertyValueException(
                        property, "'" + path + "'", "A path begins with a slash, for example /ping or /internal/**.");
            }
        }
    }

    private static void requireSensible(String property, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(MAX_DURATION) > 0) {
            throw new InvalidConfigurationPropertyValueException(
                    property, value, "A time-out must be longer than zero and at most a day, for example 20s.");
        }
    }

    private static void requireNotNegative(String property, Duration value) {
        if (value.isNegative() || value.compareTo(MAX_DURATION) > 0) {
            throw new InvalidConfigurationPropertyValueException(
                    property, value, "This time must be zero or more, and at most a day, for example 1s.");
        }
    }

    /**
     * Settings of the shutdown of the whole application.
     *
     * @param timeout Time that all lifecycle phases together may take, those of the groups and those of Spring, from
     *     the moment that the application begins to close. Each has its own time-out, but no more than its share of
     *     this one. By default it is five sixths of the grace period without the preStop hook, so 25s.
     * @param gracePeriod Time after which the platform kills the process, terminationGracePeriodSeconds in Kubernetes.
     *     The longest possible shutdown is compared with it at start-up.
     * @param preStop Time that a preStop hook takes, which is part of the grace period.
     * @param onOverrun What to do at start-up when the longest possible shutdown does not fit into the grace period.
     * @param limitPhases Whether the lifecycle phases of Spring and of libraries get their share of the time-out, and
     *     no more. Otherwise each has the time-out that is configured for it, and they add up.
     * @param stopTimes Time that the stop of a lifecycle bean takes at most, by the name of the bean, for beans that
     *     block in stop() and so are limited by nobody.
     * @param watchMargin Time before the end of the grace period at which a shutdown that still lasts is reported, at
     *     most half of the grace period without the preStop hook.
     * @param terminationMessage Settings of the message that Kubernetes shows for a container that has ended.
     * @param uncleanExitCode Exit code of a JVM whose shutdown was not clean, from 1 to 255. By default the exit code
     *     stays as it is.
     */
    public record Shutdown(
            Duration timeout,
            @DefaultValue("30s") Duration gracePeriod,
            @DefaultValue("0s") Duration preStop,
            @DefaultValue("warn") OnOverrun onOverrun,
            @DefaultValue("true") boolean limitPhases,
            @DefaultValue Map<String, Duration> stopTimes,
            @DefaultValue("1s") Duration watchMargin,
            @DefaultValue TerminationMessage terminationMessage,
            @Nullable Integer uncleanExitCode) {

        /**
         * Creates settings with the default time-out if there is none, and with their own copy of the times.
         *
         * @param timeout how long all phases together may take; null for the default
         * @param gracePeriod when the platform kills the process
         * @param preStop how long a preStop hook takes
         * @param onOverrun what to do when the longest shutdown does not fit
         * @param limitPhases whether the phases of Spring get a share of the time-out
         * @param stopTimes how long beans block in stop()
         * @param watchMargin how long before the end of the grace period the shutdown is reported
         * @param terminationMessage settings of the termination message
         * @param uncleanExitCode the exit code if the shutdown was not clean; null for none
         */
        public Shutdown(
                @Nullable Duration timeout,
                @DefaultValue("30s") Duration gracePeriod,
                @DefaultValue("0s") Duration preStop,
                @DefaultValue("warn") OnOverrun onOverrun,
                @DefaultValue("true") boolean limitPhases,
                @DefaultValue Map<String, Duration> stopTimes,
                @DefaultValue("1s") Duration watchMargin,
                @DefaultValue TerminationMessage terminationMessage,
                @Nullable Integer uncleanExitCode) {
            this.timeout = timeout != null
                    ? timeout
                    : gracePeriod.minus(preStop).multipliedBy(5).dividedBy(6);
            this.gracePeriod = gracePeriod;
            this.preStop = preStop;
            this.onOverrun = onOverrun;
            this.limitPhases = limitPhases;
            this.stopTimes = Map.copyOf(stopTimes);
            this.watchMargin = watchMargin;
            this.terminationMessage = terminationMessage;
            this.uncleanExitCode = uncleanExitCode;
        }

        /**
         * The name in {@link #stopTimes} that means a bean.
         *
         * @param bean the name of the bean
         * @return the same name, in any form; null if there is none
         */
        public @Nullable String stopTimeOf(String bean) {
            return stopTimes.keySet().stream()
                    .filter(each -> RelaxedName.isSame(each, bean))
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * Settings of the message that Kubernetes shows for a container that has ended.
     *
     * @param path File for the message, terminationMessagePath of the container. Without the file nothing is written.
     * @param always Whether a message is written after a clean shutdown, too.
     */
    public record TerminationMessage(
            @DefaultValue("/dev/termination-log") String path,
            @DefaultValue("false") boolean always) {}

    /** What to do when the longest possible shutdown does not fit into the grace period. */
    public enum OnOverrun {
        /** Start, and log what to change. */
        WARN,
        /** Do not start. */
        FAIL
    }

    /** What to do when a task throws, after the {@link FailureHandler} has been notified. */
    public enum OnFailure {
        /** Nothing else. */
        LOG,
        /** Begin to stop the group: its other tasks are signalled, and no new tasks are accepted. */
        STOP_GROUP,
        /**
         * Close the application and end the JVM with exit code 1, also if the task throws while the application closes.
         * If a signal or {@code System.exit} has begun to end the JVM, the exit code of that stays.
         */
        CLOSE_APPLICATION
    }

    /**
     * Settings of one group.
     *
     * @param timeout Time that the group has to drain. Tasks that are still active after it are reported and no
     *     longer awaited.
     * @param phase Lifecycle phase in which the group drains. Higher phases stop earlier. By default it is 2147482879
     *     where requests are tracked, 2147483135 for the group of requests itself, and 2147482367 elsewhere.
     * @param drainAfter Names of the groups that drain before this group. The phase of this group is computed from
     *     theirs and must not be set.
     * @param interruptBeforeEnd Time before the end of the drain at which the tasks that are still active are
     *     interrupted, at most half of the time that the group has. By default it is a tenth of that time, and at most
     *     one second.
     * @param earlySignal Whether to signal the tasks of the group as soon as the application begins to close. The group
     *     drains, and refuses new tasks, in its phase all the same.
     * @param onFailure What to do when a task throws, besides logging it.
     * @param stuckAfter Age at which an active task makes the health of the groups DOWN. By default there is no limit.
     * @param limit Number of tasks that the group runs at the same time at most; others wait for their turn. By
     *     default there is no limit, but for the group 'async', which has that of Spring Boot's executor.
     */
    public record GroupSettings(
            @DefaultValue("20s") Duration timeout,
            @Nullable Integer phase,
            @DefaultValue List<String> drainAfter,
            @Nullable Duration interruptBeforeEnd,
            @DefaultValue("false") boolean earlySignal,
            @DefaultValue("log") OnFailure onFailure,
            @Nullable Duration stuckAfter,
            @Nullable Integer limit) {

        /**
         * The phase in which groups drain by default where requests are not tracked: after the web server has finished
         * the requests in flight, which may start tasks, and before the web server, executors and connection pools
         * stop, which tasks may use.
         */
        public static final int DEFAULT_PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 256;

        /**
         * The phase in which groups drain by default where requests are tracked: after the requests that were in
         * flight, and before the web server refuses connections, so that the drain can be watched.
         */
        public static final int DEFAULT_PHASE_AFTER_REQUESTS =
                WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 256;

        static final GroupSettings DEFAULTS =
                new GroupSettings(Group.DEFAULT_STOP_TIMEOUT, null, List.of(), null, false, OnFailure.LOG, null, null);

        /**
         * Creates settings with their own copy of the names.
         *
         * @param timeout how long the group has to drain
         * @param phase in which it drains; null by default
         * @param drainAfter names of the groups that drain before it
         * @param interruptBeforeEnd when tasks that are still active are interrupted; null for the core's rule
         * @param earlySignal whether the stop channel is closed as soon as the application begins to close
         * @param onFailure what to do when a task throws
         * @param stuckAfter from which age on a task is stuck; null for none
         * @param limit how many tasks run at the same time at most; null for no limit
         */
        public GroupSettings {
            drainAfter = List.copyOf(drainAfter);
        }

        GroupSettings withLimit(@Nullable Integer other) {
            return new GroupSettings(
                    timeout, phase, drainAfter, interruptBeforeEnd, earlySignal, onFailure, stuckAfter, other);
        }
    }

    /**
     * Settings of Spring's own asynchrony.
     *
     * @param enabled Whether to run the tasks of the applicationTaskExecutor, such as '@Async' methods, in a group.
     * @param group Name of the group in which the tasks of the applicationTaskExecutor run. It is created if no bean
     *     provides it.
     */
    public record Async(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("async") String group) {

        static final String GROUP = "async";

        private Async in(String name) {
            return new Async(enabled, name);
        }

        /**
         * Whether a group is the group of Spring's own asynchrony.
         *
         * @param other the group
         * @return whether it has this group's name, in any form
         */
        public boolean isIn(Group other) {
            return RelaxedName.isSame(group, other.name());
        }

        /**
         * Whether a group runs the tasks of Boot's executor, which accepts them as long as anything is in flight.
         *
         * @param other the group
         * @return whether the executor is replaced, and the group is this one
         */
        public boolean isOfBoot(Group other) {
            return enabled && isIn(other);
        }

        /**
         * The name of the group's bean.
         *
         * @return the name of the bean
         */
        public String groupBean() {
            return ConfiguredGroups.beanName(group);
        }
    }

    /**
     * Settings of the tracking of HTTP requests.
     *
     * @param enabled Whether to track HTTP requests as tasks of the group 'http', which refuses them once it stops.
     * @param shutdownDelay Time for which requests are still served after the application has begun to close, so that
     *     load balancers notice. It is a part of 'wait-group.shutdown.timeout'. By default it is 5s less
     *     'wait-group.shutdown.pre-stop' on Kubernetes, at most half of that time-out, and 0s elsewhere.
     * @param retryAfter Time after which refused clients should retry, sent in whole seconds.
     * @param exemptPaths Paths, or patterns such as '/internal/**', whose requests are served at any time and are not
     *     tracked. Paths of the actuator are always exempt.
     * @param longRunningPaths Paths, or patterns such as '/events/**', whose requests last until they are signalled.
     *     Streams of events, WebSockets and requests whose handler takes a StopChannel are always long-running.
     * @param longRunningGrace Time over which long-running requests and WebSockets are ended, one after the other, at
     *     most half of the time that their group has.
     */
    public record Web(
            @DefaultValue("true") boolean enabled,
            @Nullable Duration shutdownDelay,
            @DefaultValue("1s") Duration retryAfter,
            @DefaultValue List<String> exemptPaths,
            @DefaultValue List<String> longRunningPaths,
            @DefaultValue("5s") Duration longRunningGrace) {

        /** The name of the group of requests. */
        public static final String GROUP = "http";

        /** The name of the bean of that group. */
        public static final String GROUP_BEAN = GROUP + ConfiguredGroups.SUFFIX;

        /** The phase in which requests drain by default: before the groups in which they may start tasks. */
        public static final int DEFAULT_PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 512;

        /** The phase of the shutdown delay: before requests are refused. */
        public static final int DELAY_PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 768;

        /**
         * Creates settings with their own copy of the paths.
         *
         * @param enabled whether requests are tracked
         * @param shutdownDelay how long requests are served after the close has begun; null for the default
         * @param retryAfter when refused clients should retry
         * @param exemptPaths the paths whose requests are always served
         * @param longRunningPaths the paths whose requests last until they are signalled
         * @param longRunningGrace how long it takes to end long-running requests
         */
        public Web {
            exemptPaths = List.copyOf(exemptPaths);
            longRunningPaths = List.copyOf(longRunningPaths);
        }
    }

    /**
     * Settings of the MBean of the tasks in flight.
     *
     * @param enabled Whether to register an MBean from which the tasks in flight can be dumped.
     */
    public record Mbean(@DefaultValue("true") boolean enabled) {}

    /**
     * Settings of the meters.
     *
     * @param enabled Whether to register meters of the groups where Micrometer is present.
     */
    public record Metrics(@DefaultValue("true") boolean enabled) {}

    /**
     * Settings of the observation of tasks.
     *
     * @param enabled Whether to observe each task that is started, which makes it a span where tracing is present.
     */
    public record Observations(@DefaultValue("false") boolean enabled) {}

    /**
     * Settings of the sources. The work of a source is listed and awaited as tasks of a group of its own.
     *
     * @param scheduled Settings of the source of '@Scheduled' methods.
     * @param quartz Settings of the source of Quartz jobs.
     * @param kafka Settings of the source of Kafka listeners.
     * @param rabbit Settings of the source of Rabbit listeners.
     * @param jms Settings of the source of JMS listeners.
     * @param grpc Settings of the source of calls to the gRPC server.
     * @param batch Settings of the source of Spring Batch jobs.
     * @param integration Settings of the source of Spring Integration pollers.
     * @param websocket Settings of the source of STOMP and WebSocket messages.
     * @param observations Names of observations whose work is listed and awaited too.
     */
    public record Sources(
            @DefaultValue SourceSettings scheduled,
            @DefaultValue SourceSettings quartz,
            @DefaultValue SourceSettings kafka,
            @DefaultValue SourceSettings rabbit,
            @DefaultValue SourceSettings jms,
            @DefaultValue SourceSettings grpc,
            @DefaultValue SourceSettings batch,
            @DefaultValue SourceSettings integration,
            @DefaultValue SourceSettings websocket,
            @DefaultValue List<String> observations) {

        /** The phase in which sources stop taking work: after the shutdown delay, and before requests are refused. */
        public static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 640;

        /** The name of the group of {@code @Scheduled} methods. */
        public static final String SCHEDULED = "scheduled-tasks";

        /** The name of the group of Quartz jobs. */
        public static final String QUARTZ = "quartz-jobs";

        /** The name of the group of Kafka listeners. */
        public static final String KAFKA = "kafka-listeners";

        /** The name of the group of Rabbit listeners. */
        public static final String RABBIT = "rabbit-listeners";

        /** The name of the group of JMS listeners. */
        public static final String JMS = "jms-listeners";

        /** The name of the group of gRPC calls. */
        public static final String GRPC = "grpc-calls";

        /** The name of the group of batch jobs. */
        public static final String BATCH = "batch-jobs";

        /** The name of the group of pollers. */
        public static final String INTEGRATION = "integration-pollers";

        /** The name of the group of WebSocket messages. */
        public static final String WEBSOCKET = "websocket-messages";

        /** The name of the group of observations. */
        public static final String OBSERVATIONS = "observations";

        /** The names of the groups of the sources. They do not count as groups of the application. */
        static final Set<String> GROUPS =
                Set.of(SCHEDULED, QUARTZ, KAFKA, RABBIT, JMS, GRPC, BATCH, INTEGRATION, WEBSOCKET, OBSERVATIONS);

        /**
         * Whether a group is that of a source.
         *
         * @param group the name of the group
         * @return true if a source of the starter has it
         */
        public static boolean isGroup(String group) {
            return GROUPS.contains(group);
        }

        /**
         * Creates settings with their own copy of the names.
         *
         * @param scheduled settings of the source of {@code @Scheduled} methods
         * @param quartz settings of the source of Quartz jobs
         * @param kafka settings of the source of Kafka listeners
         * @param rabbit settings of the source of Rabbit listeners
         * @param jms settings of the source of JMS listeners
         * @param grpc settings of the source of gRPC calls
         * @param batch settings of the source of batch jobs
         * @param integration settings of the source of pollers
         * @param websocket settings of the source of WebSocket messages
         * @param observations the names of observations whose work is listed and awaited too
         */
        public Sources {
            observations = List.copyOf(observations);
        }
    }

    /**
     * Settings of one source.
     *
     * @param enabled Whether the work of the source is listed and awaited.
     */
    public record SourceSettings(@DefaultValue("true") boolean enabled) {}
}

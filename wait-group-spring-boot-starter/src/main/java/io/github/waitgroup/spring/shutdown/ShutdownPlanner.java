package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.WaitGroupProperties.OnOverrun;
import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import io.github.waitgroup.spring.shutdown.StopTime.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * The planner of the shutdown. Before other beans are started, it shares out the time among the phases, and checks that
 * the plan fits into the grace period. When the context closes, it does the first again: there may be more phases.
 * Public for the packages of the starter only.
 */
public final class ShutdownPlanner implements SmartLifecycle, ApplicationListener<ContextClosedEvent>, Ordered {

    /*
     * The check is in `start`, in the first phase: all lifecycle beans are known by then, and no server listens yet.
     */

    private static final Logger logger = LoggerFactory.getLogger(ShutdownPlanner.class);

    private final ConfigurableApplicationContext context;
    private final Shutdown settings;
    private final ShutdownBudget budget;
    private final PhaseGuards guards;
    private final StopTimes stopTimes;
    private final Duration springTimeout;

    private volatile boolean running;

    ShutdownPlanner(
            ConfigurableApplicationContext context,
            Shutdown settings,
            ShutdownBudget budget,
            PhaseGuards guards,
            Duration springTimeout) {
        this.context = context;
        this.settings = settings;
        this.budget = budget;
        this.guards = guards;
        this.stopTimes = new StopTimes(settings, springTimeout, context.getEnvironment(), context.getBeanFactory());
        this.springTimeout = springTimeout;
    }

    /**
     * The plan of the lifecycle beans that exist now.
     *
     * @return a new plan
     */
    public ShutdownPlan plan() {
        List<Phase> phases = phases(LifecyclePhases.of(context.getBeanFactory()));
        return plan(phases, shares(phases));
    }

    private ShutdownPlan plan(List<Phase> phases, PhaseShares shares) {
        List<ShutdownPlan.Step> steps = new ArrayList<>();
        Duration elapsed = Duration.ZERO;
        for (Phase phase : phases) {
            Duration longest = phase.longest(shares, elapsed);
            elapsed = elapsed.plus(longest);
            steps.add(
                    new ShutdownPlan.Step(phase.number, List.copyOf(phase.beans.keySet()), longest, phase.blocking()));
        }
        return new ShutdownPlan(steps, elapsed, settings.gracePeriod().minus(settings.preStop()));
    }

    /** Shares out the time among the phases that are occupied now, and guards them. Returns the plan of that. */
    private ShutdownPlan prepare() {
        NavigableMap<Integer, Map<String, Lifecycle>> occupied = LifecyclePhases.of(context.getBeanFactory());
        List<Phase> phases = phases(occupied);
        PhaseShares shares = shares(phases);
        budget.share(shares, phase -> isBusy(occupied.getOrDefault(phase, Map.of())));
        guards.cover(occupied);
        return plan(phases, shares);
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) { // those of child contexts arrive here as well
            prepare();
            guards.beginFirst();
        }
    }

    /** Last of all listeners: then the phases stop. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void start() {
        budget.reset();
        check(prepare());
        running = true;
    }

    private static boolean isBusy(Map<String, Lifecycle> inPhase) {
        return inPhase.values().stream().anyMatch(bean -> bean instanceof GroupLifecycle group && group.isBusy());
    }

    private void check(ShutdownPlan plan) {
        warnOfUnknownBeans(plan);
        boolean isLimited = plan.unlimited().isEmpty();
        if (plan.fits() && isLimited) {
            return;
        }
        ShutdownOverrunException overrun = new ShutdownOverrunException(plan, settings, springTimeout);
        if (settings.onOverrun() == OnOverrun.FAIL) {
            throw overrun;
        }
        if (plan.fits()) { // the beans may well stop at once
            logger.info("{}. {}", overrun.getMessage(), overrun.action());
        } else {
            logger.warn("{}. {}", overrun.getMessage(), overrun.action());
        }
    }

    private void warnOfUnknownBeans(ShutdownPlan plan) {
        Set<String> unknown = new TreeSet<>(settings.stopTimes().keySet());
        plan.steps().stream()
                .flatMap(step -> step.beans().stream())
                .map(settings::stopTimeOf)
                .filter(Objects::nonNull)
                .forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            logger.warn("wait-group.shutdown.stop-times has times of beans that are no lifecycle beans: {}", unknown);
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }

    private List<Phase> phases(NavigableMap<Integer, Map<String, Lifecycle>> occupied) {
        return occupied.entrySet().stream()
                .map(each -> new Phase(each.getKey(), each.getValue()))
                .toList();
    }

    private PhaseShares shares(List<Phase> phases) {
        Duration delay = phases.stream().map(Phase::delay).reduce(Duration.ZERO, Durations::longer);
        return new PhaseShares(
                budget.total(),
                delay,
                phases.stream()
                        .filter(phase -> !phase.timeout().isZero())
                        .map(phase -> new PhaseShares.Need(phase.number, phase.timeout(), phase.hasGroups()))
                        .toList());
    }

    /** An occupied phase, with the times that its beans take. */
    private final class Phase {

        final int number;
        final Map<String, Lifecycle> beans;
        private final List<Stop> stops;

        Phase(int number, Map<String, Lifecycle> beans) {
            this.number = number;
            this.beans = beans;
            this.stops = beans.entrySet().stream()
                    .map(each -> new Stop(each.getKey(), each.getValue(), stopTimes.of(each.getKey(), each.getValue())))
                    .toList();
        }

        boolean hasGroups() {
            return beans.values().stream().anyMatch(GroupLifecycle.class::isInstance);
        }

        /** The longest time-out of the beans that a time-out limits. */
        Duration timeout() {
            return stops.stream()
                    .filter(stop -> stop.time.kind() == Kind.TIMEOUT)
                    .map(stop -> stop.time.orZero())
                    .reduce(Duration.ZERO, Durations::longer);
        }

        List<ShutdownPlan.BlockingBean> blocking() {
            return stops.stream()
                    .filter(stop -> stop.time.kind() == Kind.BLOCKS && !Duration.ZERO.equals(stop.time.longest()))
                    .map(stop -> new ShutdownPlan.BlockingBean(
                            stop.bean,
                            AopUtils.getTargetClass(stop.instance).getName(),
                            stop.time.longest(),
                            stop.time.property()))
                    .toList();
        }

        /** The beans that block do so one after the other; the rest of the phase takes its share. */
        Duration longest(PhaseShares shares, Duration elapsed) {
            Duration blocked = stops.stream()
                    .filter(stop -> stop.time.kind() == Kind.BLOCKS)
                    .map(stop -> stop.time.orZero())
                    .reduce(Duration.ZERO, Duration::plus);
            Duration begin = elapsed.plus(blocked);
            Duration share = settings.limitPhases() || hasGroups()
                    ? shares.share(number, timeout(), begin, Duration.ZERO)
                    : timeout();
            return blocked.plus(Durations.longer(share, Durations.notNegative(delay().minus(begin))));
        }

        /** The time since the close began for which the phase waits. */
        Duration delay() {
            return beans.values().stream()
                    .filter(ShutdownDelay.class::isInstance)
                    .map(bean -> ((ShutdownDelay) bean).latestEnd())
                    .reduce(Duration.ZERO, Durations::longer);
        }

        private record Stop(String bean, Lifecycle instance, StopTime time) {}
    }
}

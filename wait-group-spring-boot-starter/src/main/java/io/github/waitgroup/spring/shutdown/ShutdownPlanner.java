package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.WaitGroupProperties.OnOverrun;
import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.Phased;
import org.springframework.context.SmartLifecycle;

/**
 * The planner of the shutdown. Before other beans are started, it checks that the plan fits into the grace period.
 * Public for the packages of the starter only.
 */
public final class ShutdownPlanner implements SmartLifecycle {

    /*
     * The check is in `start`, in the first phase: all lifecycle beans are known by then, and no server listens yet.
     */

    private static final Logger logger = LoggerFactory.getLogger(ShutdownPlanner.class);

    private final ConfigurableApplicationContext context;
    private final Shutdown settings;
    private final ShutdownBudget budget;
    private final Duration springTimeout;

    private volatile boolean running;

    ShutdownPlanner(
            ConfigurableApplicationContext context, Shutdown settings, ShutdownBudget budget, Duration springTimeout) {
        this.context = context;
        this.settings = settings;
        this.budget = budget;
        this.springTimeout = springTimeout;
    }

    /**
     * The plan of the lifecycle beans that exist now.
     *
     * @return a new plan
     */
    public ShutdownPlan plan() {
        List<ShutdownPlan.Step> steps = new ArrayList<>();
        Duration elapsed = Duration.ZERO;
        for (Map.Entry<Integer, Map<String, Lifecycle>> phase : phases().entrySet()) {
            Duration longest = longest(phase.getValue(), elapsed);
            elapsed = elapsed.plus(longest);
            steps.add(new ShutdownPlan.Step(
                    phase.getKey(), List.copyOf(phase.getValue().keySet()), longest));
        }
        return new ShutdownPlan(steps, elapsed, settings.gracePeriod().minus(settings.preStop()));
    }

    @Override
    public void start() {
        ShutdownPlan plan = plan();
        if (!plan.fits()) {
            ShutdownOverrunException overrun = new ShutdownOverrunException(plan, settings, springTimeoutIfItCounts());
            if (settings.onOverrun() == OnOverrun.FAIL) {
                throw overrun;
            }
            logger.warn("{}. {}", overrun.getMessage(), overrun.action());
        }
        running = true;
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

    /** The lifecycle beans by phase, in the order in which they stop. */
    private Map<Integer, Map<String, Lifecycle>> phases() {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        Map<Integer, Map<String, Lifecycle>> phases = new TreeMap<>(Collections.reverseOrder());
        for (String name : beans.getBeanNamesForType(Lifecycle.class, false, false)) {
            if (beans.containsSingleton(BeanFactoryUtils.transformedBeanName(name))
                    && beans.getBean(name) instanceof Lifecycle bean
                    && isPartOfPlan(bean)) {
                int phase = bean instanceof Phased phased ? phased.getPhase() : 0;
                phases.computeIfAbsent(phase, key -> new TreeMap<>()).put(name, bean);
            }
        }
        return phases;
    }

    private boolean isPartOfPlan(Lifecycle bean) {
        return bean != this && !(bean instanceof PhaseGuard) && !(bean instanceof LifecycleProcessor);
    }

    private Duration springTimeoutIfItCounts() {
        return phases().values().stream()
                        .flatMap(beans -> beans.values().stream())
                        .allMatch(bean -> bean instanceof GroupLifecycle || stopsAtOnce(bean))
                ? Duration.ZERO
                : springTimeout;
    }

    private Duration longest(Map<String, Lifecycle> beans, Duration elapsed) {
        Duration raised = budget.springTimeout(timeouts(beans.values()), springTimeout);
        return beans.values().stream()
                .map(bean -> longest(bean, elapsed, raised))
                .reduce(Duration.ZERO, Durations::longer);
    }

    private static Stream<Duration> timeouts(Collection<Lifecycle> beans) {
        return beans.stream().filter(GroupLifecycle.class::isInstance).map(bean -> ((GroupLifecycle) bean).timeout());
    }

    private Duration longest(Lifecycle bean, Duration elapsed, Duration springTimeout) {
        if (bean instanceof GroupLifecycle group) {
            return Durations.shorter(
                    group.timeout(), Durations.notNegative(budget.total().minus(elapsed)));
        }
        if (bean instanceof ShutdownDelay delay) {
            return Durations.notNegative(delay.latestEnd().minus(elapsed));
        }
        return stopsAtOnce(bean) ? Duration.ZERO : springTimeout;
    }

    /** Of the beans that Boot and this library register, only the drain of the requests in flight takes time. */
    private static boolean stopsAtOnce(Lifecycle bean) {
        String type = bean.getClass().getName();
        return type.startsWith("io.github.waitgroup.spring.")
                || (type.startsWith("org.springframework.boot.") && !type.contains("GracefulShutdown"));
    }
}

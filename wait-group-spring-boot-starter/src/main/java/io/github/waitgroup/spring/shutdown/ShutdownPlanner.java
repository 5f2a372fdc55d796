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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.Phased;
import org.springframework.context.SmartLifecycle;

/** The planner of the shutdown. Before other beans are started, it checks that the plan fits into the grace period. */
public final class ShutdownPlanner implements SmartLifecycle {

    /*
     * The check is in `start`, in the first phase: all lifecycle beans are known by then, and no server listens yet.
     */

    private static final Logger logger = LoggerFactory.getLogger(ShutdownPlanner.class);

    private final ConfigurableApplicationContext context;
    private final Shutdown settings;
    private final Duration springTimeout;

    private volatile boolean running;

    ShutdownPlanner(ConfigurableApplicationContext context, Shutdown settings, Duration springTimeout) {
        this.context = context;
        this.settings = settings;
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
        return beans.values().stream()
                .map(bean -> longest(bean, elapsed, springTimeout(beans.values())))
                .reduce(Duration.ZERO, Durations::longer);
    }

    /** Spring's time-out for a phase, which is raised where groups drain in it. */
    private Duration springTimeout(Collection<Lifecycle> beans) {
        return beans.stream()
                .filter(GroupLifecycle.class::isInstance)
                .map(bean -> ((GroupLifecycle) bean).timeout())
                .map(timeout -> Durations.shorter(timeout, settings.timeout()))
                .map(timeout -> timeout.plus(GroupLifecycles.MARGIN))
                .reduce(springTimeout, Durations::longer);
    }

    private Duration longest(Lifecycle bean, Duration elapsed, Duration springTimeout) {
        if (bean instanceof GroupLifecycle group) {
            return Durations.shorter(group.timeout(), left(settings.timeout(), elapsed));
        }
        if (bean instanceof BoundedStop bounded) {
            return left(bounded.latestEnd(), elapsed);
        }
        return stopsAtOnce(bean) ? Duration.ZERO : springTimeout;
    }

    private static Duration left(Duration end, Duration elapsed) {
        return Durations.longer(end.minus(elapsed), Duration.ZERO);
    }

    /** Of the beans that Boot and this library register, only the drain of the requests in flight takes time. */
    private static boolean stopsAtOnce(Lifecycle bean) {
        String type = bean.getClass().getName();
        return type.startsWith("io.github.waitgroup.spring.")
                || (type.startsWith("org.springframework.boot.") && !type.contains("GracefulShutdown"));
    }
}

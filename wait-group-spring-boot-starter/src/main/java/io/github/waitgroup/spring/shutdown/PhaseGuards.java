package io.github.waitgroup.spring.shutdown;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.util.ReflectionUtils;

/** The guards and marks of the occupied phases, which are registered as lifecycle beans. */
final class PhaseGuards {

    private final ConfigurableListableBeanFactory beans;
    private final ShutdownBudget budget;
    private final boolean limitPhases;
    private final Duration springTimeout;

    private final Set<Integer> covered = new HashSet<>();

    /**
     * Creates the guards of no phase.
     *
     * @param beans where the guards are registered
     * @param budget the time of all phases
     * @param limitPhases whether the wait of Spring is limited, too
     * @param springTimeout Spring's time-out for a phase, unless another one is configured for it
     */
    PhaseGuards(
            ConfigurableListableBeanFactory beans, ShutdownBudget budget, boolean limitPhases, Duration springTimeout) {
        this.beans = beans;
        this.budget = budget;
        this.limitPhases = limitPhases;
        this.springTimeout = springTimeout;
    }

    /** Registers a guard, and a mark where there is room above, for each of these phases that has none. */
    void cover(NavigableMap<Integer, Map<String, Lifecycle>> phases) {
        DefaultLifecycleProcessor processor = limitPhases ? processor() : null;
        phases.forEach((phase, inPhase) -> {
            if (covered.add(phase)) {
                // Last of the beans in the phase: Spring asks them to stop in the order in which they are known.
                beans.registerSingleton("phaseGuard" + phase + ".lifecycle", guard(phase, inPhase, processor));
                if (phase != Integer.MAX_VALUE && !phases.containsKey(phase + 1)) {
                    beans.registerSingleton(
                            "phaseMark" + phase + ".lifecycle", new PhaseMark(phase, () -> begin(phase, inPhase)));
                }
            }
        });
    }

    /** Begins the highest of all phases, above which no mark fits. A child may close before any other phase begins. */
    void beginFirst() {
        Map.Entry<Integer, Map<String, Lifecycle>> first =
                LifecyclePhases.of(beans).firstEntry();
        if (first != null && first.getKey() == Integer.MAX_VALUE) {
            begin(first.getKey(), first.getValue());
        }
    }

    private void begin(int phase, Map<String, Lifecycle> inPhase) {
        budget.begin(phase, List.copyOf(inPhase.keySet()));
    }

    private PhaseGuard guard(int phase, Map<String, Lifecycle> inPhase, @Nullable DefaultLifecycleProcessor processor) {
        List<GroupLifecycle> groups = inPhase.values().stream()
                .filter(GroupLifecycle.class::isInstance)
                .map(GroupLifecycle.class::cast)
                .toList();
        Duration timeout = processor == null ? springTimeout : configured(processor, phase);
        return new PhaseGuard(phase, groups, budget, () -> begin(phase, inPhase), processor, timeout);
    }

    private @Nullable DefaultLifecycleProcessor processor() {
        String name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME;
        return beans.containsLocalBean(name) && beans.getBean(name) instanceof DefaultLifecycleProcessor processor
                ? processor
                : null;
    }

    /** An application may have set it for this phase, in a program: there is no getter. */
    private Duration configured(DefaultLifecycleProcessor processor, int phase) {
        Method getter =
                ReflectionUtils.findMethod(DefaultLifecycleProcessor.class, "determineShutdownTimeout", int.class);
        if (getter == null) {
            return springTimeout;
        }
        ReflectionUtils.makeAccessible(getter);
        return ReflectionUtils.invokeMethod(getter, processor, phase) instanceof Long millis
                ? Duration.ofMillis(millis)
                : springTimeout;
    }
}

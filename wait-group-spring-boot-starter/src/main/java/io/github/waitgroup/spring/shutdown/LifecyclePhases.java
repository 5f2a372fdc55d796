package io.github.waitgroup.spring.shutdown;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.Phased;

/** The lifecycle phases of an application context that are occupied: by beans that exist, and do not only guard. */
final class LifecyclePhases {

    private LifecyclePhases() {}

    /** The lifecycle beans by phase and name, in the order in which the phases stop. */
    static NavigableMap<Integer, Map<String, Lifecycle>> of(ConfigurableListableBeanFactory beans) {
        NavigableMap<Integer, Map<String, Lifecycle>> phases = new TreeMap<>(Collections.reverseOrder());
        for (String name : beans.getBeanNamesForType(Lifecycle.class, false, false)) {
            if (beans.containsSingleton(BeanFactoryUtils.transformedBeanName(name))
                    && beans.getBean(name) instanceof Lifecycle bean
                    && !isOnlyAGuard(bean)) {
                int phase = bean instanceof Phased phased ? phased.getPhase() : 0;
                phases.computeIfAbsent(phase, key -> new TreeMap<>()).put(name, bean);
            }
        }
        return phases;
    }

    private static boolean isOnlyAGuard(Lifecycle bean) {
        return bean instanceof PhaseGuard
                || bean instanceof PhaseMark
                || bean instanceof ShutdownPlanner
                || bean instanceof LifecycleProcessor;
    }
}

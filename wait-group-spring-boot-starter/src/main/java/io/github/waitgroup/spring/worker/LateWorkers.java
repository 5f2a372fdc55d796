package io.github.waitgroup.spring.worker;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * The warning of workers that come too late: those of a lazy bean whose declared type does not show them. Such a bean
 * is created when another one needs it, and only then it is known to have workers.
 */
final class LateWorkers implements BeanPostProcessor {

    private static final Logger logger = LoggerFactory.getLogger(LateWorkers.class);

    private final Map<Class<?>, Set<Method>> workers = new ConcurrentReferenceHashMap<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    private volatile boolean isLate;

    /** Begins to warn: from now on, workers are late. */
    void begin() {
        isLate = true;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (isLate) {
            Set<Method> methods =
                    workers.computeIfAbsent(AopProxyUtils.ultimateTargetClass(bean), LateWorkers::workers);
            if (!methods.isEmpty() && seen.add(beanName)) {
                logger.warn("Bean '" + beanName
                        + "' is created after the start of the application: its @GroupWorker methods " + methods
                        + " are not called. Declare the bean with its class, or do not make it lazy.");
            }
        }
        return bean;
    }

    private static Set<Method> workers(Class<?> type) {
        try {
            return WorkerMethod.methods(type).keySet();
        } catch (Throwable unresolvable) { // the class may refer to classes that are absent
            logger.debug("The methods of " + type + " cannot be read", unresolvable);
            return Set.of();
        }
    }
}

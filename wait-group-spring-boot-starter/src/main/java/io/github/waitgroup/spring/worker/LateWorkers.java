package io.github.waitgroup.spring.worker;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Warns of workers that come too late: those of a lazy bean whose declared type does not show them. Such a bean is created when
 * somebody needs it, and nobody knew before that it has workers.
 */
final class LateWorkers implements BeanPostProcessor {

    private static final Log logger = LogFactory.getLog(LateWorkers.class);

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    private volatile boolean isLate;

    /** From now on workers are late. */
    void begin() {
        isLate = true;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (isLate) {
            Map<?, ?> methods = Declaration.methods(AopProxyUtils.ultimateTargetClass(bean));
            if (!methods.isEmpty() && seen.add(beanName)) {
                logger.warn("Bean '" + beanName
                        + "' is created after the start of the application: its @GroupTask methods " + methods.keySet()
                        + " are not called. Declare the bean with its class, or make it not lazy.");
            }
        }
        return bean;
    }
}

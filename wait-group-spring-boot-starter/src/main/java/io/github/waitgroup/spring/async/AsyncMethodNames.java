package io.github.waitgroup.spring.async;

import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.scheduling.annotation.AsyncAnnotationAdvisor;

/**
 * Puts an advisor in front of the one that makes {@code @Async} methods asynchronous: it notes which method is called, so that
 * the task can be named after it.
 *
 * <p>It has no order, so it comes after the post-processor that applies {@code @Async}, whose order is the application's
 * choice.
 */
final class AsyncMethodNames implements BeanPostProcessor {

    private static final MethodInterceptor NAMING = invocation -> {
        TaskName.set(invocation.getThis(), invocation.getMethod());
        try {
            return invocation.proceed();
        } finally {
            TaskName.clear();
        }
    };

    private volatile boolean found;

    /** Whether a bean has such methods. */
    boolean areThere() {
        return found;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof Advised advised && !advised.isFrozen()) {
            Advisor[] advisors = advised.getAdvisors();
            for (int i = 0; i < advisors.length; i++) {
                if (advisors[i] instanceof AsyncAnnotationAdvisor async) {
                    found = true;
                    advised.addAdvisor(i, new DefaultPointcutAdvisor(async.getPointcut(), NAMING));
                    break;
                }
            }
        }
        return bean;
    }
}

package io.github.waitgroup.spring.async;

import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.scheduling.annotation.AsyncAnnotationAdvisor;

/**
 * The post-processor that records which {@code @Async} method is called, so that its task can be named after it. It
 * puts an advisor in front of the one that makes methods asynchronous.
 *
 * <p>It has no order, so it comes after the post-processor that applies {@code @Async}, whose order is the
 * application's choice.
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

    /** Whether a bean with {@code @Async} methods was found. */
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

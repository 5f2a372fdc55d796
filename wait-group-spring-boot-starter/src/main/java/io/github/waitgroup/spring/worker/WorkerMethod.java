package io.github.waitgroup.spring.worker;

import io.github.waitgroup.spring.InvalidConfigurationException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.TargetClassAware;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * A method that is annotated with {@link GroupWorker}.
 *
 * @param beanName the name of its bean
 * @param method the method, as the class of the bean declares it
 * @param annotation the annotation
 */
record WorkerMethod(String beanName, Method method, GroupWorker annotation) {

    private static final Logger logger = LoggerFactory.getLogger(WorkerMethod.class);

    /**
     * All worker methods of one context, without those of its parents. Called when all singletons exist that are not
     * lazy.
     */
    static List<WorkerMethod> allIn(ConfigurableListableBeanFactory beans) {
        List<WorkerMethod> workers = new ArrayList<>();
        for (String beanName : beans.getBeanNamesForType(Object.class)) {
            methods(beanName, beans)
                    .forEach((method, annotation) -> workers.add(new WorkerMethod(beanName, method, annotation)));
        }
        return workers;
    }

    private static Map<Method, GroupWorker> methods(String beanName, ConfigurableListableBeanFactory beans) {
        try {
            Class<?> type = type(beanName, beans);
            return type == null ? Map.of() : methods(type);
        } catch (Throwable unresolvable) {
            // As with Spring's event listeners: a lazy bean may refer to classes that are absent.
            logger.debug("The methods of bean '" + beanName + "' cannot be read", unresolvable);
            return Map.of();
        }
    }

    /** The class of a bean behind all of its proxies; null if that is not known. */
    static @Nullable Class<?> type(String beanName, ConfigurableListableBeanFactory beans) {
        Object proxy = beans.containsSingleton(beanName) ? beans.getSingleton(beanName) : null;
        return proxy instanceof TargetClassAware // a bean may be a proxy that the application has made
                ? AopProxyUtils.ultimateTargetClass(proxy)
                : AutoProxyUtils.determineTargetClass(beans, beanName);
    }

    /** The worker methods of a class, with their annotations. */
    static Map<Method, GroupWorker> methods(Class<?> type) {
        if (!AnnotationUtils.isCandidateClass(type, GroupWorker.class)) {
            return Map.of();
        }
        Map<Method, GroupWorker> workers = new LinkedHashMap<>();
        for (Method method : MethodIntrospector.selectMethods(type, WorkerMethod::isAnnotated)) {
            workers.put(
                    method,
                    Objects.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(method, GroupWorker.class)));
        }
        return workers;
    }

    private static boolean isAnnotated(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, GroupWorker.class);
    }

    /** The name of the worker, if the annotation has none. */
    String defaultName() {
        return beanName + "." + method.getName();
    }

    /** The failure of a worker that makes no sense. */
    InvalidConfigurationException invalid(String reason, String action) {
        return new InvalidConfigurationException(this + ": " + reason + ".", action + ".");
    }

    /** The failure of a worker that makes no sense, with its cause. */
    InvalidConfigurationException invalid(String reason, String action, Throwable cause) {
        return new InvalidConfigurationException(this + ": " + reason + ".", action + ".", cause);
    }

    @Override
    public String toString() {
        return "@GroupWorker on " + method.toGenericString() + " of bean '" + beanName + "'";
    }
}

package io.github.waitgroup.spring.worker;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
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
 * @param task the annotation
 */
record WorkerMethod(String beanName, Method method, GroupWorker task) {

    private static final Log logger = LogFactory.getLog(WorkerMethod.class);

    /** All in the beans of one context, without those of its parents. Called when all singletons exist that are not lazy. */
    static List<WorkerMethod> allIn(ConfigurableListableBeanFactory beans) {
        List<WorkerMethod> declarations = new ArrayList<>();
        for (String beanName : beans.getBeanNamesForType(Object.class)) {
            methods(beanName, beans)
                    .forEach((method, task) -> declarations.add(new WorkerMethod(beanName, method, task)));
        }
        return declarations;
    }

    private static Map<Method, GroupWorker> methods(String beanName, ConfigurableListableBeanFactory beans) {
        try {
            Class<?> type = type(beanName, beans);
            return type == null ? Map.of() : methods(type);
        } catch (
                Throwable unresolvable) { // as with Spring's event listeners: a lazy bean may refer to classes that are
            // absent
            logger.debug("The methods of bean '" + beanName + "' cannot be read", unresolvable);
            return Map.of();
        }
    }

    /** The class whose methods a bean has, whatever proxies are before it; null if that is not known. */
    static @Nullable Class<?> type(String beanName, ConfigurableListableBeanFactory beans) {
        Object proxy = beans.containsSingleton(beanName) ? beans.getSingleton(beanName) : null;
        return proxy instanceof TargetClassAware // a bean may itself be a proxy that somebody has made
                ? AopProxyUtils.ultimateTargetClass(proxy)
                : AutoProxyUtils.determineTargetClass(beans, beanName);
    }

    /** The annotated methods of a class, and what their annotations say. */
    static Map<Method, GroupWorker> methods(Class<?> type) {
        if (!AnnotationUtils.isCandidateClass(type, GroupWorker.class)) {
            return Map.of();
        }
        Map<Method, GroupWorker> tasks = new LinkedHashMap<>();
        for (Method method : MethodIntrospector.selectMethods(type, WorkerMethod::isAnnotated)) {
            tasks.put(
                    method,
                    Objects.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(method, GroupWorker.class)));
        }
        return tasks;
    }

    private static boolean isAnnotated(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, GroupWorker.class);
    }

    /** The name of a worker that has none of its own. */
    String defaultName() {
        return beanName + "." + method.getName();
    }

    /** What to throw if the declaration makes no sense. */
    InvalidGroupWorkerException invalid(String reason, String action) {
        return new InvalidGroupWorkerException(this + ": " + reason + ".", action + ".");
    }

    /** The same, with what it was that said so. */
    InvalidGroupWorkerException invalid(String reason, String action, Throwable cause) {
        return new InvalidGroupWorkerException(this + ": " + reason + ".", action + ".", cause);
    }

    @Override
    public String toString() {
        return "@GroupWorker on " + method.toGenericString() + " of bean '" + beanName + "'";
    }
}

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
 * A method that is annotated with {@link GroupTask}.
 *
 * @param beanName the name of its bean
 * @param method the method, as the class of the bean declares it
 * @param task the annotation
 */
record Declaration(String beanName, Method method, GroupTask task) {

    private static final Log logger = LogFactory.getLog(Declaration.class);

    /** All in the beans of one context, without those of its parents. Called when all singletons exist that are not lazy. */
    static List<Declaration> allIn(ConfigurableListableBeanFactory beans) {
        List<Declaration> declarations = new ArrayList<>();
        for (String beanName : beans.getBeanNamesForType(Object.class)) {
            methods(beanName, beans)
                    .forEach((method, task) -> declarations.add(new Declaration(beanName, method, task)));
        }
        return declarations;
    }

    private static Map<Method, GroupTask> methods(String beanName, ConfigurableListableBeanFactory beans) {
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
    static Map<Method, GroupTask> methods(Class<?> type) {
        if (!AnnotationUtils.isCandidateClass(type, GroupTask.class)) {
            return Map.of();
        }
        Map<Method, GroupTask> tasks = new LinkedHashMap<>();
        for (Method method : MethodIntrospector.selectMethods(type, Declaration::isAnnotated)) {
            tasks.put(
                    method,
                    Objects.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(method, GroupTask.class)));
        }
        return tasks;
    }

    private static boolean isAnnotated(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, GroupTask.class);
    }

    /** The name of a worker that has none of its own. */
    String defaultName() {
        return beanName + "." + method.getName();
    }

    /** What to throw if the declaration makes no sense. */
    InvalidGroupTaskException invalid(String reason, String action) {
        return new InvalidGroupTaskException(this + ": " + reason + ".", action + ".");
    }

    /** The same, with what it was that said so. */
    InvalidGroupTaskException invalid(String reason, String action, Throwable cause) {
        return new InvalidGroupTaskException(this + ": " + reason + ".", action + ".", cause);
    }

    @Override
    public String toString() {
        return "@GroupTask on " + method.toGenericString() + " of bean '" + beanName + "'";
    }
}

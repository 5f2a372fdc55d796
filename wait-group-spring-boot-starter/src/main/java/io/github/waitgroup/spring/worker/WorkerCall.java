package io.github.waitgroup.spring.worker;

import io.github.waitgroup.CancellableContext;
import io.github.waitgroup.Context;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.InvalidConfigurationException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ReflectionUtils;

/**
 * A call of a worker's method.
 *
 * @param bean the bean, or its proxy
 * @param method the method of it that is called
 * @param argument the kind of argument that the method takes
 */
record WorkerCall(Object bean, Method method, Argument argument) implements WorkerBody {

    private static final String KOTLIN_CONTINUATION = "kotlin.coroutines.Continuation";

    private static final String IS_ASYNC =
            "it is @Async as well, so another thread would do the work, which the group would not know";
    private static final String REMOVE_ASYNC = "Remove @Async: a worker has a thread of its own";

    enum Argument {
        NONE,
        STOP_CHANNEL,
        CONTEXT
    }

    /**
     * Makes the method of a worker callable. Creates the bean if that is lazy.
     *
     * @throws InvalidConfigurationException if the method cannot be a worker
     */
    static WorkerCall of(WorkerMethod worker, ConfigurableListableBeanFactory beans) {
        Method method = worker.method();
        refuseSuspending(worker);
        Argument argument = argument(worker);
        if (method.getReturnType() != void.class) {
            throw worker.invalid(
                    "a worker returns nothing", "Make the method void; in Kotlin, write its body in braces");
        }
        if (isAsync(worker, beans)) {
            throw worker.invalid(IS_ASYNC, REMOVE_ASYNC);
        }
        if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
            throw worker.invalid(
                    "the method is " + (Modifier.isStatic(method.getModifiers()) ? "static" : "private"),
                    "Make it an instance method that is not private, so that it is called through the proxy of the"
                            + " bean");
        }
        if (!beans.isSingleton(worker.beanName())) {
            throw worker.invalid(
                    "the bean is no singleton, so it is not clear whose method would be the worker",
                    "Move the method to a singleton bean");
        }
        Object bean = beans.getBean(worker.beanName());
        if (isRunElsewhere(worker.method(), bean)) {
            throw worker.invalid(IS_ASYNC, REMOVE_ASYNC);
        }
        if (AopUtils.isCglibProxy(bean) && Modifier.isFinal(method.getModifiers())) {
            throw worker.invalid(
                    "the bean has a proxy, which cannot override a final method", "Make the method not final");
        }
        if (AopUtils.isCglibProxy(bean) && !isVisibleIn(method, bean.getClass())) {
            throw worker.invalid(
                    "the bean has a proxy in another package, which cannot override a package-private method",
                    "Make the method protected or public");
        }
        return new WorkerCall(bean, callable(worker, bean), argument);
    }

    private static void refuseSuspending(WorkerMethod worker) {
        Class<?>[] parameters = worker.method().getParameterTypes();
        if (parameters.length > 0 && parameters[parameters.length - 1].getName().equals(KOTLIN_CONTINUATION)) {
            throw worker.invalid(
                    "a worker cannot be a suspend function, whose coroutine the group would not know",
                    "Make it a function that is not suspend, and call runBlocking in it");
        }
    }

    private static boolean isAsync(WorkerMethod worker, ConfigurableListableBeanFactory beans) {
        Class<?> type = WorkerMethod.type(worker.beanName(), beans);
        return AnnotatedElementUtils.hasAnnotation(worker.method(), Async.class)
                || (type != null && AnnotatedElementUtils.hasAnnotation(type, Async.class));
    }

    /** Whether the proxy of the bean has another thread call the method, whatever annotation says so. */
    private static boolean isRunElsewhere(Method method, Object bean) {
        return bean instanceof Advised proxy
                && Arrays.stream(proxy.getAdvisors())
                        .filter(advisor -> advisor.getAdvice() instanceof AsyncExecutionInterceptor)
                        .anyMatch(advisor -> !(advisor instanceof PointcutAdvisor selective)
                                || matches(selective.getPointcut(), method, AopProxyUtils.ultimateTargetClass(bean)));
    }

    private static boolean matches(Pointcut pointcut, Method method, Class<?> type) {
        return pointcut.getClassFilter().matches(type)
                && pointcut.getMethodMatcher().matches(method, type);
    }

    /** Whether a subclass overrides the method if it declares the same. */
    private static boolean isVisibleIn(Method method, Class<?> subclass) {
        Class<?> declaring = method.getDeclaringClass();
        return Modifier.isPublic(method.getModifiers())
                || Modifier.isProtected(method.getModifiers())
                || (declaring.getPackageName().equals(subclass.getPackageName())
                        && declaring.getClassLoader() == subclass.getClassLoader());
    }

    private static Argument argument(WorkerMethod worker) {
        List<Class<?>> parameters = List.of(worker.method().getParameterTypes());
        if (parameters.isEmpty()) {
            return Argument.NONE;
        }
        if (parameters.equals(List.of(StopChannel.class))) {
            return Argument.STOP_CHANNEL;
        }
        if (parameters.equals(List.of(Context.class))) {
            return Argument.CONTEXT;
        }
        throw worker.invalid(
                "a worker takes nothing, a StopChannel or a Context of io.github.waitgroup",
                "Change the parameters, and have other beans injected into the bean");
    }

    private static Method callable(WorkerMethod worker, Object bean) {
        try {
            Method callable = AopUtils.selectInvocableMethod(worker.method(), bean.getClass());
            ReflectionUtils.makeAccessible(callable);
            return callable;
        } catch (IllegalStateException notInInterface) {
            throw worker.invalid(
                    "the bean has a proxy that implements its interfaces, and none of them declares the method",
                    "Declare it in an interface, or have the class proxied: proxyTargetClass = true",
                    notInInterface);
        }
    }

    @Override
    public void run(Context context) throws Throwable {
        switch (argument) {
            case NONE -> invoke();
            case STOP_CHANNEL -> invoke(context.done());
            case CONTEXT -> invokeWithChildOf(context);
        }
    }

    /** Whatever the method derives from its context, or registers with it, ends with the call. */
    private void invokeWithChildOf(Context context) throws Throwable {
        try (CancellableContext child = context.withCancel()) {
            invoke(child);
        }
    }

    private void invoke(Object... arguments) throws Throwable {
        try {
            method.invoke(bean, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e); // it was made accessible
        }
    }
}

package io.github.waitgroup.spring.worker;

import io.github.waitgroup.CancellableContext;
import io.github.waitgroup.Context;
import io.github.waitgroup.StopChannel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
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
 * One call of a worker's method. What that throws, checked exceptions too, is thrown as it is.
 *
 * @param bean the bean, or its proxy
 * @param method a method of it that takes what {@code argument} says
 * @param argument what the method takes
 */
record WorkerCall(Object bean, Method method, Argument argument) implements Consumer<Context> {

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
     * Makes what is declared callable. Creates the bean if that is lazy.
     *
     * @throws InvalidGroupWorkerException if the method cannot be a worker
     */
    static WorkerCall of(WorkerMethod declaration, ConfigurableListableBeanFactory beans) {
        Method method = declaration.method();
        refuseSuspending(declaration);
        Argument argument = argument(declaration);
        if (method.getReturnType() != void.class) {
            throw declaration.invalid(
                    "a worker returns nothing", "Make the method void; in Kotlin, write its body in braces");
        }
        if (isAsync(declaration, beans)) {
            throw declaration.invalid(IS_ASYNC, REMOVE_ASYNC);
        }
        if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
            throw declaration.invalid(
                    "the method is " + (Modifier.isStatic(method.getModifiers()) ? "static" : "private"),
                    "Make it an instance method that is not private, so that it is called through the proxy of the bean");
        }
        if (!beans.isSingleton(declaration.beanName())) {
            throw declaration.invalid(
                    "the bean is no singleton, so it is not clear whose method would be the worker",
                    "Move the method to a singleton bean");
        }
        Object bean = beans.getBean(declaration.beanName());
        if (isRunElsewhere(declaration.method(), bean)) {
            throw declaration.invalid(IS_ASYNC, REMOVE_ASYNC);
        }
        if (AopUtils.isCglibProxy(bean) && Modifier.isFinal(method.getModifiers())) {
            throw declaration.invalid(
                    "the bean has a proxy, which cannot override a final method", "Make the method not final");
        }
        if (AopUtils.isCglibProxy(bean) && !isVisibleIn(method, bean.getClass())) {
            throw declaration.invalid(
                    "the bean has a proxy in another package, which cannot override a package-private method",
                    "Make the method protected or public");
        }
        return new WorkerCall(bean, callable(declaration, bean), argument);
    }

    private static void refuseSuspending(WorkerMethod declaration) {
        Class<?>[] parameters = declaration.method().getParameterTypes();
        if (parameters.length > 0 && parameters[parameters.length - 1].getName().equals(KOTLIN_CONTINUATION)) {
            throw declaration.invalid(
                    "a worker cannot be a suspend function, whose coroutine the group would not know",
                    "Make it a function that is not suspend, and call runBlocking in it");
        }
    }

    private static boolean isAsync(WorkerMethod declaration, ConfigurableListableBeanFactory beans) {
        Class<?> type = WorkerMethod.type(declaration.beanName(), beans);
        return AnnotatedElementUtils.hasAnnotation(declaration.method(), Async.class)
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

    private static Argument argument(WorkerMethod declaration) {
        List<Class<?>> parameters = List.of(declaration.method().getParameterTypes());
        if (parameters.isEmpty()) {
            return Argument.NONE;
        }
        if (parameters.equals(List.of(StopChannel.class))) {
            return Argument.STOP_CHANNEL;
        }
        if (parameters.equals(List.of(Context.class))) {
            return Argument.CONTEXT;
        }
        throw declaration.invalid(
                "a worker takes nothing, a StopChannel or a Context of io.github.waitgroup",
                "Change the parameters, and have other beans injected into the bean");
    }

    private static Method callable(WorkerMethod declaration, Object bean) {
        try {
            Method callable = AopUtils.selectInvocableMethod(declaration.method(), bean.getClass());
            ReflectionUtils.makeAccessible(callable);
            return callable;
        } catch (IllegalStateException notInInterface) {
            throw declaration.invalid(
                    "the bean has a proxy that implements its interfaces, and none of them declares the method",
                    "Declare it in an interface, or have the class proxied: proxyTargetClass = true",
                    notInInterface);
        }
    }

    @Override
    public void accept(Context group) {
        switch (argument) {
            case NONE -> invoke();
            case STOP_CHANNEL -> invoke(group.done());
            case CONTEXT -> invokeWithChildOf(group);
        }
    }

    /** What the method derives from its context, or registers with it, ends with the call. */
    private void invokeWithChildOf(Context group) {
        CancellableContext context = group.withCancel();
        try {
            invoke(context);
        } finally {
            context.cancel();
        }
    }

    private void invoke(Object... arguments) {
        try {
            method.invoke(bean, arguments);
        } catch (InvocationTargetException e) {
            WorkerCall.<RuntimeException>throwAsItIs(e.getTargetException());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e); // it was made accessible
        }
    }

    @SuppressWarnings("unchecked") // the compiler must not know: Runnable declares no checked exception
    private static <X extends Throwable> void throwAsItIs(Throwable failure) throws X {
        throw (X) failure;
    }
}

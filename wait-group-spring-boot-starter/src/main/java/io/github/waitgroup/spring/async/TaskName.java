package io.github.waitgroup.spring.async;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/** The name of a task: that of the {@code @Async} method which is being called, or of the class of the task. */
final class TaskName {

    /*
     * The async interceptor hands a lambda to the executor, in the thread of the caller, and does not tell what it calls. So
     * the method is left here just before, and is taken by the first task that the thread hands over.
     */

    private static final ThreadLocal<@Nullable Call> CURRENT = new ThreadLocal<>();

    private TaskName() {}

    /** Notes that the current thread is about to call an async method, until {@link #clear()}. */
    static void set(@Nullable Object target, Method method) {
        CURRENT.set(new Call(target, method));
    }

    static void clear() {
        CURRENT.remove();
    }

    /** The name of a task that the current thread hands over. */
    static String take(Object task) {
        Call call = CURRENT.get();
        CURRENT.remove(); // even if there was none: get leaves an entry behind
        return call != null ? call.name() : className(task.getClass());
    }

    /** Without the package, and without what the compiler or a proxy has added. */
    private static String className(Class<?> type) {
        return ClassUtils.getShortName(type);
    }

    private record Call(@Nullable Object target, Method method) {

        String name() {
            Class<?> type = target != null ? AopUtils.getTargetClass(target) : method.getDeclaringClass();
            return className(type) + "." + method.getName();
        }
    }
}

package io.github.waitgroup.spring.async;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/** The name of a task: the name of the {@code @Async} method that is being called, or of the class of the task. */
final class TaskName {

    /*
     * The async interceptor hands a lambda to the executor, in the thread of the caller, and does not expose the method
     * that it calls. So the method is recorded here just before, for the first task that the thread hands over.
     */

    private static final ThreadLocal<@Nullable AsyncCall> CURRENT = new ThreadLocal<>();

    private TaskName() {}

    /** Records that the current thread is about to call an async method, until {@link #clear()}. */
    static void set(@Nullable Object target, Method method) {
        CURRENT.set(new AsyncCall(target, method));
    }

    static void clear() {
        CURRENT.remove();
    }

    /** The name of a task that the current thread hands over. */
    static String take(Object task) {
        AsyncCall call = CURRENT.get();
        CURRENT.remove(); // even if there was none: get leaves an entry behind
        return call != null ? call.name() : className(task.getClass());
    }

    /** The name of a class without the package, and without additions of the compiler or a proxy. */
    private static String className(Class<?> type) {
        return ClassUtils.getShortName(type);
    }

    private record AsyncCall(@Nullable Object target, Method method) {

        String name() {
            Class<?> type = target != null ? AopUtils.getTargetClass(target) : method.getDeclaringClass();
            return className(type) + "." + method.getName();
        }
    }
}

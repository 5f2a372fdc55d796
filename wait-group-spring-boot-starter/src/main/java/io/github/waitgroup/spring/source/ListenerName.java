package io.github.waitgroup.spring.source;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * The name of the code that a source runs, which begins the names of its tasks. Public for the packages of the starter
 * only.
 */
public final class ListenerName {

    private ListenerName() {}

    /**
     * The name of a method that listens, such as {@code OrderListener.handle}.
     *
     * @param bean the bean that has the method
     * @param method the method; null if the bean has several
     * @return the short name of the class, and that of the method if there is one
     */
    public static String of(Object bean, @Nullable Method method) {
        String type = ClassUtils.getUserClass(bean).getSimpleName();
        return method == null ? type : type + '.' + method.getName();
    }
}

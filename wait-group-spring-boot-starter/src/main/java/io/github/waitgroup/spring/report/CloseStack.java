package io.github.waitgroup.spring.report;

import io.github.waitgroup.spring.shutdown.TaskStack;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * The stack of the thread that closes an application context, and what it says of the bean that the close is in.
 *
 * @param frames the stack, innermost frame first
 */
record CloseStack(List<StackTraceElement> frames) {

    /*
     * Spring keeps no account of the bean that it destroys or stops, or of the listener that it calls. The frames of
     * its own classes say which of the three it does, and the next frame that is neither Spring's nor one of reflection
     * is the bean's. A bean may close another context, so of several such places the innermost one counts that is in a
     * bean of this context.
     */

    private static final int MAX_BEANS = 3;

    private static final String CLOSE = "org.springframework.context.support.AbstractApplicationContext";

    private static final String LIFECYCLE = "org.springframework.context.support.DefaultLifecycleProcessor";

    private static final Map<String, String> STEPS = Map.of(
            "org.springframework.beans.factory.support.DisposableBeanAdapter",
            " is being destroyed",
            LIFECYCLE,
            " is in stop()",
            "org.springframework.context.event.SimpleApplicationEventMulticaster",
            " handles an event");

    /** Packages whose frames lie between one of Spring and that of a bean. */
    private static final List<String> BETWEEN = List.of(
            "org.springframework.beans.factory.",
            "org.springframework.context.event.",
            "org.springframework.context.SmartLifecycle", // stop(Runnable) calls stop()
            "org.springframework.context.support.",
            "org.springframework.util.",
            "java.lang.invoke.",
            "java.lang.reflect.",
            "jdk.internal.reflect.");

    CloseStack {
        frames = List.copyOf(frames);
    }

    /** Whether the thread is closing a context at this moment. */
    boolean isClosing() {
        return frames.stream()
                .anyMatch(frame -> frame.getClassName().equals(CLOSE)
                        && frame.getMethodName().equals("doClose"));
    }

    /**
     * The bean that the thread is in and what Spring does with it, as a part of a sentence; null if it is in none.
     *
     * @param singletons the beans, by name
     */
    @Nullable
    String step(Map<String, Object> singletons) {
        String innermost = null;
        for (int i = 0; i < frames.size(); i++) {
            String spring = frames.get(i).getClassName().replaceFirst("\\$.*", "");
            StackTraceElement of = STEPS.containsKey(spring) ? above(frames.subList(0, i)) : null;
            if (of != null && !(spring.equals(LIFECYCLE) && TaskStack.isOfJdk(of))) { // that is Spring's own wait
                String type = of.getClassName();
                List<String> names = names(of, singletons);
                if (!names.isEmpty()) {
                    return named(type, names) + STEPS.get(spring);
                }
                innermost = innermost != null ? innermost : type + STEPS.get(spring);
            }
        }
        return innermost;
    }

    private static @Nullable StackTraceElement above(List<StackTraceElement> inner) {
        for (int i = inner.size() - 1; i >= 0; i--) {
            StackTraceElement frame = inner.get(i);
            if (BETWEEN.stream().noneMatch(frame.getClassName()::startsWith)) {
                return frame;
            }
        }
        return null;
    }

    private static List<String> names(StackTraceElement frame, Map<String, Object> singletons) {
        if (frame.getMethodName().startsWith("lambda$")) { // the class is that of the code, not that of the bean
            return List.of();
        }
        return singletons.entrySet().stream()
                .filter(bean -> isA(bean.getValue().getClass(), frame.getClassName()))
                .map(bean -> "'" + bean.getKey() + "'")
                .limit(MAX_BEANS)
                .toList();
    }

    private static String named(String type, List<String> names) {
        return (names.size() == 1 ? "bean " : "one of the beans ") + String.join(", ", names) + " (" + type + ")";
    }

    private static boolean isA(Class<?> bean, String type) {
        for (Class<?> each = bean; each != null; each = each.getSuperclass()) {
            if (each.getName().equals(type)) {
                return true;
            }
        }
        Set<Class<?>> interfaces = ClassUtils.getAllInterfacesForClassAsSet(bean);
        return interfaces.stream().anyMatch(each -> each.getName().equals(type));
    }
}

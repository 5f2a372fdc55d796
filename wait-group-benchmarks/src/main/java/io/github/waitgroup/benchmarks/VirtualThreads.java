package io.github.waitgroup.benchmarks;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Virtual threads, found by reflection because the code is compiled for Java 17. */
final class VirtualThreads {

    private static final @Nullable ThreadFactory FACTORY = find();

    private VirtualThreads() {}

    static boolean available() {
        return FACTORY != null;
    }

    static ThreadFactory factory() {
        if (FACTORY == null) {
            throw new UnsupportedOperationException("no virtual threads on Java " + Runtime.version());
        }
        return FACTORY;
    }

    /** {@code Executors.newVirtualThreadPerTaskExecutor()}. */
    static ExecutorService executor() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException("no virtual threads on Java " + Runtime.version(), e);
        }
    }

    private static @Nullable ThreadFactory find() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            return (ThreadFactory) type.getMethod("factory").invoke(builder);
        } catch (NoSuchMethodException | ClassNotFoundException beforeJava21) {
            return null;
        } catch (IllegalAccessException | InvocationTargetException | UnsupportedOperationException previewOnly) {
            return null;
        }
    }
}

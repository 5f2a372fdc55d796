package io.github.waitgroup;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ThreadFactory;

/** Makes the threads that stand for goroutines: virtual threads on Java 21 and later, daemon threads before. */
final class Goroutines {

    private static final ThreadFactory FACTORY = factory();

    private Goroutines() {}

    /** Returns a factory of unstarted threads, none of which keeps the JVM alive. */
    static ThreadFactory threads() {
        return FACTORY;
    }

    /** Runs the task in a thread of its own, or in this one if no thread can be had. */
    static void run(String name, Runnable task) {
        try {
            Thread thread = FACTORY.newThread(task);
            thread.setName(name);
            thread.start();
        } catch (OutOfMemoryError noThread) {
            task.run();
        }
    }

    /** Does what Java does with a throwable that leaves the current thread; never throws. */
    @SuppressWarnings("EmptyCatch") // as the JVM: what an uncaught exception handler throws is ignored
    static void uncaught(Throwable failure) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        } catch (Throwable ignored) {
            // nobody is left to tell
        }
    }

    // Thread.ofVirtual().factory(), found by reflection because the code is compiled for Java 17.
    private static ThreadFactory factory() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            return (ThreadFactory) type.getMethod("factory").invoke(builder);
        } catch (NoSuchMethodException | ClassNotFoundException beforeJava21) {
            return Goroutines::daemon;
        } catch (IllegalAccessException | InvocationTargetException | UnsupportedOperationException previewOnly) {
            return Goroutines::daemon;
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }
}

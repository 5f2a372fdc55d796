package io.github.waitgroup;

import static java.lang.invoke.MethodHandles.collectArguments;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** Makes the threads that stand for goroutines: virtual threads on Java 21 and later, daemon threads before. */
final class Goroutines {

    /** Makes threads, none of which is started. */
    @FunctionalInterface
    interface Factory {

        Thread unstarted(String name, Runnable task);
    }

    private static final @Nullable MethodHandle VIRTUAL = virtual();

    private Goroutines() {}

    /** Returns a thread that is not started and does not keep the JVM alive. */
    static Thread unstarted(String name, Runnable task) {
        if (VIRTUAL == null) {
            return daemon(name, task);
        }
        try {
            return (Thread) VIRTUAL.invokeExact(name, task);
        } catch (RuntimeException | Error noThread) {
            throw noThread;
        } catch (Throwable checked) {
            throw new IllegalStateException("the JDK declares none", checked);
        }
    }

    /** Runs the task in a thread of its own, or in this one if no thread can be had. */
    static void run(String name, Runnable task) {
        try {
            unstarted(name, task).start();
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

    /**
     * Returns {@code Thread.ofVirtual().name(name).unstarted(task)}, found at run time because the code is compiled for Java 17;
     * null before Java 21. It costs what the code would cost; to name a thread that exists already costs a lock.
     */
    private static @Nullable MethodHandle virtual() {
        try {
            Thread.class.getMethod("ofVirtual").invoke(null); // fails where it is a preview that is off
            Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandles.Lookup jdk = MethodHandles.publicLookup();
            MethodHandle ofVirtual = jdk.findStatic(Thread.class, "ofVirtual", methodType(builder));
            MethodHandle name = jdk.findVirtual(builder, "name", methodType(builder, String.class));
            MethodHandle unstarted = jdk.findVirtual(builder, "unstarted", methodType(Thread.class, Runnable.class));
            return collectArguments(unstarted, 0, collectArguments(name, 0, ofVirtual));
        } catch (ReflectiveOperationException beforeJava21) {
            return null;
        }
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}

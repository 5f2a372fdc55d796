package io.github.waitgroup;

import static java.lang.invoke.MethodHandles.collectArguments;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The threads of tasks, which stand for goroutines: virtual threads on Java 21 and later, daemon threads before. */
final class TaskThreads {

    /** Makes threads, none of which is started. */
    @FunctionalInterface
    interface Factory {

        Thread unstarted(String name, Runnable task);
    }

    /** Makes the threads of tasks. */
    static final Factory FACTORY = TaskThreads::unstarted;

    private static final @Nullable MethodHandle VIRTUAL = virtual();

    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    private TaskThreads() {}

    /** Returns a thread that is not started and does not keep the JVM alive. */
    static Thread unstarted(String name, Runnable task) {
        if (VIRTUAL == null) {
            return platform(name, task);
        }
        try {
            return (Thread) VIRTUAL.invokeExact(name, task);
        } catch (RuntimeException | Error noThread) {
            throw noThread;
        } catch (Throwable checked) {
            throw new IllegalStateException("the JDK declares none", checked);
        }
    }

    /** Runs the task in a platform thread of its own, or in this one if no thread can be had. */
    static void runOnPlatform(String name, Runnable task) {
        try {
            platform(name, task).start();
        } catch (OutOfMemoryError noThread) {
            task.run();
        }
    }

    /** Returns a platform thread that is not started and does not keep the JVM alive. */
    static Thread platform(String name, Runnable task) {
        return new TaskThread(task, name);
    }

    /** Whether the thread needs a carrier. */
    static boolean isVirtual(Thread thread) {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable never) {
            throw new IllegalStateException("the JDK throws nothing", never);
        }
    }

    /** Does what Java does with a throwable that leaves the current thread; never throws. */
    @SuppressWarnings("EmptyCatch") // as the JVM: what an uncaught exception handler throws is ignored
    static void uncaught(Throwable failure) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        } catch (Throwable ignored) {
            // nobody is left to notify
        }
    }

    /**
     * Returns {@code Thread.ofVirtual().name(name).unstarted(task)}, found at run time because the code is compiled for
     * Java 17; null before Java 21. It costs what the code would cost; to name a thread that exists already costs a
     * lock.
     *
     * <p>The first virtual thread of a JVM needs some platform threads. If they cannot be had at that moment, none can
     * be made any more, so it is made here: then, too, this returns null.
     */
    private static @Nullable MethodHandle virtual() {
        try {
            Thread.class.getMethod("ofVirtual").invoke(null); // fails where it is a preview that is off
            Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandles.Lookup jdk = MethodHandles.publicLookup();
            MethodHandle ofVirtual = jdk.findStatic(Thread.class, "ofVirtual", methodType(builder));
            MethodHandle name = jdk.findVirtual(builder, "name", methodType(builder, String.class));
            MethodHandle unstarted = jdk.findVirtual(builder, "unstarted", methodType(Thread.class, Runnable.class));
            MethodHandle virtual = collectArguments(unstarted, 0, collectArguments(name, 0, ofVirtual));
            Objects.requireNonNull((Thread) virtual.invokeExact("first", (Runnable) () -> {}));
            return virtual;
        } catch (ReflectiveOperationException beforeJava21) {
            return null;
        } catch (Throwable noThread) {
            return null;
        }
    }

    /** Returns {@code Thread.isVirtual}; null before Java 21. */
    private static @Nullable MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup().findVirtual(Thread.class, "isVirtual", methodType(boolean.class));
        } catch (ReflectiveOperationException beforeJava21) {
            return null;
        }
    }

    /** A platform thread that does not keep the JVM alive. */
    private static final class TaskThread extends Thread {

        TaskThread(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }
    }
}

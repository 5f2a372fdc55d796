package io.github.waitgroup.spring.restart;

import io.github.waitgroup.CancellableContext;
import io.github.waitgroup.Context;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;

/**
 * The main class of a JVM that runs an application in a class loader, closes it, throws the class loader away, and says
 * whether that has gone. Arguments: the prefix of the names of the classes that it loads by itself, for how many
 * seconds to look, and optionally {@value #LEAK}.
 */
final class Restarts {

    static final String GONE = "the class loader has gone";
    static final String THERE = "the class loader is still there";
    static final String THREADS = "threads: ";

    /** Leaves a thread behind that belongs to the application. */
    static final String LEAK = "leak";

    private final ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();

    public static void main(String[] arguments) throws Exception {
        // Spring and the JDK keep some things for as long as the JVM lives, with the class loader of whoever needs them
        // first.
        new RestartedApplication(Duration.ZERO).run();
        new Restarts().restart(arguments[0], Duration.ofSeconds(Integer.parseInt(arguments[1])), arguments.length > 2);
    }

    private void restart(String prefix, Duration patience, boolean leak) throws Exception {
        WeakReference<ClassLoader> loader = runAndThrowAway(prefix, leak);
        // Another context has a deadline, so the thread of the timer, which the application has started, stays.
        CancellableContext other = Context.background().withTimeout(Duration.ofHours(1));
        boolean hasGone = awaitCollection(patience);
        System.out.println(
                THREADS + Thread.getAllStackTraces().keySet()); // by now the last instructions have been executed
        System.out.println(hasGone ? GONE : THERE + ": " + loader.get());
        other.cancel();
    }

    private WeakReference<ClassLoader> runAndThrowAway(String prefix, boolean leak) throws Exception {
        ThrowAwayClassLoader loader = new ThrowAwayClassLoader(prefix, Restarts.class.getClassLoader());
        Class<?> application = loader.loadClass(RestartedApplication.class.getName());
        if (application.getClassLoader() != loader) {
            throw new IllegalStateException(application + " was loaded by the parent");
        }
        Runnable run = (Runnable) application.getConstructor().newInstance();
        Thread thread = inContext(loader, run);
        thread.join();
        if (leak) {
            inContext(loader, Restarts::sleep);
        }
        loader.close();
        return new WeakReference<>(loader, gone);
    }

    private static Thread inContext(ClassLoader loader, Runnable work) {
        Thread thread = new Thread(work, "restarted");
        thread.setContextClassLoader(loader);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Whether the class loader goes, when the garbage is collected again and again. */
    private boolean awaitCollection(Duration patience) throws InterruptedException {
        long start = System.nanoTime();
        do {
            System.gc();
            if (gone.remove(50) != null) {
                return true;
            }
        } while (System.nanoTime() - start < patience.toNanos());
        return false;
    }

    private static void sleep() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

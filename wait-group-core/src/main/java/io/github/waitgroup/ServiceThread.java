package io.github.waitgroup;

import java.security.AccessController;
import java.security.PrivilegedAction;

/** Makes the threads of the library itself, which outlive the callers that happen to start them. */
final class ServiceThread {

    private ServiceThread() {}

    /**
     * Returns a thread that keeps alive neither the JVM nor anything of the caller's: no class loader, no thread-local
     * value.
     */
    @SuppressWarnings("removal")
    static Thread unstarted(String name, Runnable work) {
        // Before Java 24 every thread remembers the classes on the stack of its creator, back to the last doPrivileged.
        try {
            return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> daemon(name, work));
        } catch (NoClassDefFoundError removed) {
            return daemon(name, work);
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        return thread;
    }
}

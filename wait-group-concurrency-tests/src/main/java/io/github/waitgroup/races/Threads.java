package io.github.waitgroup.races;

/** Threads threads. */
final class Threads {

    private Threads() {}

    /** Threads a daemon thread, for the twins. */
    static void start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }
}

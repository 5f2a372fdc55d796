package io.github.waitgroup.races;

import io.github.waitgroup.Group;
import io.github.waitgroup.WaitGroupClosedException;

/** Starts tasks and returns whether they were accepted. */
final class Starts {

    private Starts() {}

    static boolean isAccepted(Group group, Runnable task) {
        try {
            group.start("task", task);
            return true;
        } catch (WaitGroupClosedException refused) {
            return false;
        }
    }

    /** Starts a daemon thread, for the twins. */
    static void thread(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }
}

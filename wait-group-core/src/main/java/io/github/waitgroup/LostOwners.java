package io.github.waitgroup;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/** The owners of memberships that nobody refers to any more, and the thread that ends what they cannot end. */
final class LostOwners {

    /*
     * The task refers to the weak reference, and nothing else does. So one that has ended in time costs nothing more:
     * its reference is garbage like itself, and never comes to the queue.
     */

    private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();

    static {
        Thread thread = TaskThreads.platform("wait-group-lost-owners", LostOwners::endTasks);
        thread.start();
    }

    private LostOwners() {}

    /** Ends the task when the owner is lost. */
    static void watch(Object owner, Guest guest) {
        guest.owner = new Owner(owner, guest);
    }

    private static void endTasks() {
        while (true) {
            try {
                ((Owner) QUEUE.remove()).guest.leak();
            } catch (InterruptedException nobodysBusiness) {
                // The thread lasts as long as the JVM.
            }
        }
    }

    private static final class Owner extends WeakReference<Object> {

        final Guest guest;

        Owner(Object owner, Guest guest) {
            super(owner, QUEUE);
            this.guest = guest;
        }
    }
}

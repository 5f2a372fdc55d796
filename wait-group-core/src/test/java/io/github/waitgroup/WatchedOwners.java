package io.github.waitgroup;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A JVM in which the thread that notices lost owners starts, ends, cannot be had, and can be had again. */
final class WatchedOwners {

    static final String NO_THREAD_YET = "no thread before the first owner";
    static final String THREAD_STARTED = "the thread has started";
    static final String THREAD_ENDED = "the thread has ended";
    static final String NOT_WATCHED = "no thread, not watched";
    static final String STILL_ACTIVE = "the task is still active";
    static final String LEAKED = "the task has leaked";

    private static final Object OWNER = new Object();

    private WatchedOwners() {}

    public static void main(String[] args) throws InterruptedException {
        Group group = new Group("messages", (failed, task, failure) -> {});
        Membership first = group.adopt("first");
        System.out.println(thread().isPresent() ? "unexpected: a thread" : NO_THREAD_YET);
        first.endWithOwner(OWNER);
        Thread thread = thread().orElseThrow();
        System.out.println(THREAD_STARTED);
        first.close();
        awaitEnd(thread);
        System.out.println(THREAD_ENDED);

        Membership second = group.adopt("second");
        List<Thread> threads = NoThreads.takeAll();
        System.out.println(isWatched(second) ? "unexpected: watched" : NOT_WATCHED);
        System.out.println(group.counts().active() == 1 ? STILL_ACTIVE : "unexpected: " + group.counts());
        NoThreads.release(threads);
        while (!isWatched(second)) { // the room of a thread comes back soon after its end
            Thread.onSpinWait();
        }
        do {
            System.gc();
        } while (!group.await(Duration.ofMillis(10)));
        System.out.println(group.anomalies().leaked() == 1 ? LEAKED : "unexpected: " + group.anomalies());
    }

    private static Optional<Thread> thread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("wait-group-lost-owners"))
                .findFirst();
    }

    /** Lets the thread look whether it is needed, as it does by itself after a while. */
    private static void awaitEnd(Thread thread) throws InterruptedException {
        while (thread.isAlive()) {
            thread.interrupt();
            thread.join(10);
        }
    }

    /** Whether an owner could be given, which is lost at once. */
    private static boolean isWatched(Membership membership) {
        try {
            membership.endWithOwner(new Object());
            return true;
        } catch (OutOfMemoryError noThread) {
            return false;
        }
    }
}

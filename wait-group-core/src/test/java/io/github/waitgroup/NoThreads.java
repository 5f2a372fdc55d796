package io.github.waitgroup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A JVM that comes to have no room for one more thread, and later has. */
final class NoThreads {

    static final String NO_TIMEOUT = "no timer, no context";
    static final String CLOSED = "closed";
    static final String STOPPED = "stopped";
    static final String RELEASED = "released";
    static final String ACTIONS_RAN = "both actions ran";

    private static final CountDownLatch MAY_END = new CountDownLatch(1);
    private static final CountDownLatch ACTIONS = new CountDownLatch(2);

    private NoThreads() {}

    public static void main(String[] args) throws InterruptedException {
        CloseableStopChannel channel = new CloseableStopChannel();
        channel.onClose(NoThreads::block);
        Group group = new Group("orders");
        group.stopChannel().onClose(NoThreads::block);
        System.out.println(new Group("other").stop(Duration.ZERO)); // loads classes
        List<Thread> threads = takeAll();
        try {
            CancellableContext child = Context.background().withTimeout(Duration.ofHours(1));
            System.out.println("unexpected: " + child);
        } catch (OutOfMemoryError noThread) {
            System.out.println(NO_TIMEOUT);
        }
        channel.close();
        System.out.println(CLOSED);
        System.out.println(group.stop(Duration.ofMillis(100)));
        System.out.println(STOPPED);
        release(threads);
        System.out.println(RELEASED);
        while (!ACTIONS.await(10, TimeUnit.MILLISECONDS)) {
            TaskThreads.unstarted("next", () -> {})
                    .start(); // where a carrier could not be made, the next start makes it
        }
        System.out.println(ACTIONS_RAN);
    }

    /** An action that would hold up who runs it for good, if that were the one who makes room for threads later. */
    private static void block() {
        try {
            MAY_END.await();
            ACTIONS.countDown();
        } catch (InterruptedException e) {
            System.out.println(e);
        }
    }

    /** Starts threads until there is no room for one more. */
    static List<Thread> takeAll() {
        List<Thread> threads = new ArrayList<>();
        while (true) {
            Thread thread = new Thread(NoThreads::waitForTheEnd);
            try {
                thread.start();
            } catch (OutOfMemoryError noMore) {
                return threads;
            }
            threads.add(thread);
        }
    }

    /** Ends all threads that were taken. */
    static void release(List<Thread> threads) throws InterruptedException {
        MAY_END.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void waitForTheEnd() {
        try {
            MAY_END.await();
        } catch (InterruptedException e) {
            System.out.println(e);
        }
    }
}

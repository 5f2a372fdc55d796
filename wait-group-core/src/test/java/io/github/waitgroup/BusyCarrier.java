package io.github.waitgroup;

import java.time.Duration;

/**
 * A JVM with one carrier, in which a virtual thread stops a group whose task keeps that carrier until it is
 * interrupted.
 */
final class BusyCarrier {

    static final String INTERRUPTED = "the task was interrupted";
    static final String STOPPED = "the stop has returned";

    private BusyCarrier() {}

    public static void main(String[] args) throws InterruptedException {
        Group orders = new Group("orders");
        Group callers = new Group("callers");
        callers.start(() -> {
            orders.start(BusyCarrier::compute);
            System.out.println(orders.stop(Duration.ofMillis(500)));
            System.out.println(STOPPED);
        });
        callers.await();
    }

    private static void compute() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        System.out.println(INTERRUPTED);
    }
}

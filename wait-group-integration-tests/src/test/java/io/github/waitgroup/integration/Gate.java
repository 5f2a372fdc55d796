package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A gate at which the listeners of a test stand until it opens. */
final class Gate {

    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Stands at the gate, whoever interrupts. */
    void pass(String who) {
        arrived.add(who);
        boolean interrupted = false;
        while (true) {
            try {
                opened.await();
                break;
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until somebody stands at the gate. */
    void awaitArrival() throws InterruptedException {
        assertThat(arrived.poll(Applications.FOREVER.toSeconds(), TimeUnit.SECONDS))
                .isNotNull();
    }

    void open() {
        opened.countDown();
    }
}

package io.github.waitgroup.sample.informer;

import static io.github.waitgroup.sample.Patience.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignalTests {

    private final Signal signal = new Signal();

    @Test
    void signalThatComesBeforeTheWaitIsKept() {
        signal.raise();
        assertTimeoutPreemptively(FOREVER, () -> signal.await(Duration.ofDays(1)));
    }

    @Test
    void severalSignalsAreOne() throws InterruptedException {
        signal.raise();
        signal.raise();
        signal.await(FOREVER);
        long start = System.nanoTime();
        signal.await(Duration.ofMillis(20));
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
    }

    @Test
    void signalWakesTheWaiter() throws InterruptedException {
        CountDownLatch woken = new CountDownLatch(1);
        Thread waiter = new Thread(() -> {
            try {
                signal.await(Duration.ofDays(1));
                woken.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiter.start();
        signal.raise();
        assertThat(woken.await(FOREVER.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}

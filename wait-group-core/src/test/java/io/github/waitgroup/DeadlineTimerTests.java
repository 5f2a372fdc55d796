package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DeadlineTimerTests {

    @Test
    void threadKeepsNeitherTheJvmNorAClassLoaderAlive() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        CompletableFuture<ClassLoader> loader = new CompletableFuture<>();
        Runnable action = () -> {
            loader.complete(Thread.currentThread().getContextClassLoader());
            ran.complete(Thread.currentThread());
        };
        assertThat(DeadlineTimer.schedule(action, 1)).isNotNull();
        Thread thread = TestThread.outcomeOf(ran);
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).isEqualTo("wait-group-deadlines");
        assertThat(TestThread.outcomeOf(loader)).isNull();
    }

    @Test
    void deadlineThatWasCancelledIsForgottenAtOnce() {
        Leaks.awaitCollected(cancelled());
    }

    private static WeakReference<Future<?>> cancelled() {
        Future<?> deadline = DeadlineTimer.schedule(() -> {}, Duration.ofDays(1).toNanos());
        deadline.cancel(false);
        return new WeakReference<>(deadline);
    }
}

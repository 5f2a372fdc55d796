package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Collects, as long as it is open, what nobody has caught. */
final class UncaughtFailures implements AutoCloseable {

    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

    UncaughtFailures() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
    }

    Throwable next() throws InterruptedException {
        Throwable failure = failures.poll(FOREVER.toNanos(), TimeUnit.NANOSECONDS);
        assertThat(failure).as("an uncaught failure").isNotNull();
        return failure;
    }

    boolean isEmpty() {
        return failures.isEmpty();
    }

    @Override
    public void close() {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }
}

package io.github.waitgroup.spring.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.StuckTask;
import io.github.waitgroup.spring.shutdown.LifecycleProbe;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * A drain that is written the obvious way, in {@code SmartLifecycle.stop()}. Spring calls that before it starts the
 * clock of the phase, so the time-out of the phase does not apply to it.
 */
class BlockingStopTests {

    /** A thousand times the time-out of the phase. */
    private static final Duration LONG_AFTER_THE_TIME_OUT = Duration.ofSeconds(1);

    @Test
    void springWaitsForABlockingStopBeyondTheTimeOutOfThePhase() {
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        LifecycleProbe blocking = new LifecycleProbe(0, () -> {
            stopping.countDown();
            Fixtures.await(release);
        });
        PlainSpring.boot()
                .withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=1ms")
                .withBean(LifecycleProbe.class, () -> blocking)
                .run(context -> {
                    CompletableFuture<Void> closed = Fixtures.runAsync(context::close);
                    Fixtures.await(stopping);
                    try {
                        assertThatExceptionOfType(TimeoutException.class)
                                .isThrownBy(
                                        () -> closed.get(LONG_AFTER_THE_TIME_OUT.toMillis(), TimeUnit.MILLISECONDS));
                    } finally {
                        release.countDown();
                    }
                    closed.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
                });
    }

    @Test
    @SuppressWarnings("try") // that the task is there is all that is needed of it
    void starterGivesATaskThatBlocksTheTimeOfItsGroup() {
        Fixtures.starter()
                .withPropertyValues(
                        "spring.lifecycle.timeout-per-shutdown-phase=1ms", "wait-group.groups.orders.timeout=300ms")
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    try (StuckTask stuck = StuckTask.in(group, "mail-42")) {
                        assertThat(Fixtures.timeToClose(context)).isLessThan(Group.DEFAULT_STOP_TIMEOUT);
                        assertThat(group.activeTasks())
                                .as("active when close() returns")
                                .hasSize(1);
                    }
                });
    }
}

package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StartClockTests {

    private static final int STARTS = 10_000;

    @Test
    void coarseWhileManyTasksStartAndExactAgainAfterwards() throws Exception {
        Thread clock = beBusy();
        TestThread.awaitEnd(clock);
        for (int i = 0; i < 100; i++) {
            assertThat(isExact()).isTrue();
        }
    }

    @Test
    void neverAhead() {
        for (int i = 0; i < 1_000_000; i++) {
            long now = StartClock.now();
            assertThat(System.nanoTime() - now).isNotNegative();
        }
    }

    @Test
    void aNewTimeComesEvenIfItsThreadIsInterrupted() {
        Thread clock = beBusy();
        clock.interrupt();
        long first = StartClock.now();
        long start = System.nanoTime();
        while (StartClock.now() == first) {
            assertThat(System.nanoTime() - start).isLessThan(FOREVER.toNanos());
        }
        assertThat(clock.isAlive()).isTrue();
    }

    @Test
    void timesAreExactWhereDurationsAreMeasured() throws Exception {
        Group measured = new Group("measured");
        measured.instrument(new TaskInstrumentation() {});
        Group other = new Group("other");
        Gate end = new Gate();
        beBusy();
        long before = System.nanoTime();
        measured.start("task", end::pass);
        other.run("guest", () -> assertThat(started(other)).isGreaterThanOrEqualTo(before));
        assertThat(started(measured)).isGreaterThanOrEqualTo(before);
        other.start("task", end::pass);
        assertThat(started(other)).isLessThanOrEqualTo(System.nanoTime());
        end.open();
        measured.await();
        other.await();
    }

    private static long started(Group group) {
        return group.activeTasks().get(0).member().started();
    }

    /** Starts as many tasks as it takes until the clock is coarse, and returns the thread that sets it. */
    private static Thread beBusy() {
        long start = System.nanoTime();
        Optional<Thread> clock = Optional.empty();
        while (clock.isEmpty() || isExact()) {
            assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(FOREVER.toNanos());
            for (int i = 0; i < STARTS; i++) {
                StartClock.now();
            }
            clock = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("wait-group-clock"))
                    .findFirst();
        }
        return clock.get();
    }

    private static boolean isExact() {
        long before = System.nanoTime();
        return StartClock.now() - before >= 0;
    }
}

package io.github.waitgroup.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

class ShutdownClockTests {

    private static final Duration HOUR = Duration.ofHours(1);

    private final StaticApplicationContext context = new StaticApplicationContext();
    private final ShutdownClock clock = new ShutdownClock(context);

    @Test
    void clockStandsUntilTheContextCloses() {
        assertThat(clock.elapsed()).isZero();
        assertThat(clock.left(HOUR)).isEqualTo(HOUR);
        assertThat(clock.isClosing()).isFalse();

        close();
        assertThat(clock.isClosing()).isTrue();
        assertThat(clock.elapsed()).isPositive();
        assertThat(clock.left(HOUR)).isBetween(Duration.ZERO, HOUR.minusNanos(1));
        assertThat(clock.left(Duration.ofNanos(1))).isZero();
    }

    @Test
    void stopOfTheGroupsStartsTheClockAndIsNoClose() {
        clock.start();
        awaitTick();
        assertThat(clock.elapsed()).isPositive();
        assertThat(clock.isClosing()).isFalse();
    }

    @Test
    void closeAfterAStopBeginsAnew() {
        clock.start();
        Duration stopped = Duration.ofMillis(50);
        while (clock.elapsed().compareTo(stopped) < 0) {
            Thread.onSpinWait();
        }
        long before = System.nanoTime();
        clock.onApplicationEvent(new ContextClosedEvent(context));
        assertThat(clock.elapsed()).isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - before));
    }

    @Test
    void resetPutsTheClockBackAndEndsTheClose() {
        close();
        clock.reset();
        assertThat(clock.elapsed()).isZero();
        assertThat(clock.isClosing()).isFalse();
    }

    @Test
    void restartOfTheContextPutsTheClockBack() {
        Fixtures.starter().run(application -> {
            ShutdownClock clock = application.getBean(ShutdownClock.class);
            application.publishEvent(new ContextClosedEvent(application.getSourceApplicationContext()));
            assertThat(clock.isClosing()).isTrue();
            application.stop();
            assertThat(clock.elapsed()).isPositive();
            application.start();
            assertThat(clock.elapsed()).isZero();
            assertThat(clock.isClosing()).isFalse();
        });
    }

    private void close() {
        clock.onApplicationEvent(new ContextClosedEvent(context));
        awaitTick();
    }

    private void awaitTick() {
        while (clock.elapsed().isZero()) {
            Thread.onSpinWait();
        }
    }
}

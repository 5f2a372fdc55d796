package io.github.waitgroup.spring.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.ShutdownClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.StaticApplicationContext;

class ShutdownBudgetTests {

    private static final Duration TOTAL = Duration.ofHours(1);
    private static final Duration LONGER = Duration.ofHours(2);

    private final ShutdownClock clock = new ShutdownClock(new StaticApplicationContext());
    private final ShutdownBudget budget = new ShutdownBudget(clock, TOTAL);

    @Test
    void everythingIsLeftUntilTheClockStarts() {
        assertThat(budget.limit(LONGER)).isEqualTo(TOTAL);
    }

    @Test
    void shorterTimeIsGrantedAsItIs() {
        clock.start();
        assertThat(budget.limit(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void lessAndLessIsLeft() {
        clock.start();
        Duration first = budget.limit(LONGER);
        tick();
        assertThat(budget.limit(LONGER)).isLessThan(first);
    }

    @Test
    void secondStartDoesNotSetTheClockBack() {
        clock.start();
        Duration first = budget.limit(LONGER);
        tick();
        clock.start();
        assertThat(budget.limit(LONGER)).isLessThan(first);
    }

    @Test
    void nothingIsLeftWhenItIsUsedUp() {
        ShutdownBudget tiny = new ShutdownBudget(clock, Duration.ofNanos(1));
        clock.start();
        tick();
        tick();
        assertThat(tiny.limit(LONGER)).isZero();
    }

    @Test
    void everythingIsLeftAfterReset() {
        clock.start();
        clock.reset();
        assertThat(budget.limit(LONGER)).isEqualTo(TOTAL);
    }

    @Test
    void clockStartsWhenTheOwnContextClosesNotWhenAChildDoes() {
        Fixtures.starter().run(context -> {
            ShutdownBudget budget = context.getBean(ShutdownBudget.class);
            Duration total = budget.total();
            try (GenericApplicationContext child = new GenericApplicationContext()) {
                child.setParent(context.getSourceApplicationContext());
                child.refresh();
            }
            assertThat(budget.limit(LONGER)).isEqualTo(total);

            context.publishEvent(new ContextClosedEvent(context.getSourceApplicationContext()));
            tick();
            assertThat(budget.limit(LONGER)).isLessThan(total);
        });
    }

    /** Lets the clock move on. */
    private static void tick() {
        long now = System.nanoTime();
        while (System.nanoTime() == now) {
            Thread.onSpinWait();
        }
    }
}

package io.github.waitgroup.spring.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;

class ShutdownBudgetTests {

    private static final Duration TOTAL = Duration.ofHours(1);
    private static final Duration LONGER = Duration.ofHours(2);

    private final ShutdownBudget budget = new ShutdownBudget(TOTAL);

    @Test
    void everythingIsLeftUntilTheClockStarts() {
        assertThat(budget.limit(LONGER)).isEqualTo(TOTAL);
    }

    @Test
    void shorterTimeIsGrantedAsItIs() {
        budget.start();
        assertThat(budget.limit(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void lessAndLessIsLeft() {
        budget.start();
        Duration first = budget.limit(LONGER);
        tick();
        assertThat(budget.limit(LONGER)).isLessThan(first);
    }

    @Test
    void secondStartDoesNotSetTheClockBack() {
        budget.start();
        Duration first = budget.limit(LONGER);
        tick();
        budget.start();
        assertThat(budget.limit(LONGER)).isLessThan(first);
    }

    @Test
    void nothingIsLeftWhenItIsUsedUp() {
        ShutdownBudget tiny = new ShutdownBudget(Duration.ofNanos(1));
        tiny.start();
        tick();
        tick();
        assertThat(tiny.limit(LONGER)).isZero();
    }

    @Test
    void everythingIsLeftAfterReset() {
        budget.start();
        budget.reset();
        assertThat(budget.limit(LONGER)).isEqualTo(TOTAL);
    }

    @Test
    void clockStartsWhenTheOwnContextClosesNotWhenAChildDoes() {
        Fixtures.starter().run(context -> {
            GroupLifecycles lifecycles = new GroupLifecycles(
                    context.getSourceApplicationContext(),
                    context.getBean(GroupRegistry.class),
                    budget,
                    new GroupDrains(new ShutdownTimeline()),
                    new LifecycleProperties());
            try (GenericApplicationContext child = new GenericApplicationContext()) {
                lifecycles.onApplicationEvent(new ContextClosedEvent(child));
            }
            assertThat(budget.limit(LONGER)).isEqualTo(TOTAL);

            lifecycles.onApplicationEvent(new ContextClosedEvent(context.getSourceApplicationContext()));
            tick();
            assertThat(budget.limit(LONGER)).isLessThan(TOTAL);
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

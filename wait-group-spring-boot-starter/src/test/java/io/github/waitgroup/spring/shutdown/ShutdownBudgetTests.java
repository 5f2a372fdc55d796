package io.github.waitgroup.spring.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.shutdown.PhaseShares.Need;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

class ShutdownBudgetTests {

    private static final int PHASE = 5;
    private static final Duration TOTAL = Duration.ofHours(1);
    private static final Duration LONGER = Duration.ofHours(2);
    private static final Duration RESERVE = TOTAL.dividedBy(10);

    private final StaticApplicationContext context = new StaticApplicationContext();
    private final ShutdownClock clock = new ShutdownClock(context);
    private final ShutdownBudget budget = budget(clock, TOTAL);

    private static ShutdownBudget budget(ShutdownClock clock, Duration total) {
        ShutdownBudget budget = new ShutdownBudget(clock, new ShutdownSteps(clock), total);
        budget.share(new PhaseShares(total, Duration.ZERO, List.of(new Need(PHASE, LONGER, true))), phase -> true);
        return budget;
    }

    @AfterEach
    void close() {
        budget.destroy();
    }

    @Test
    void everythingIsLeftUntilTheClockStarts() {
        assertThat(budget.left()).isEqualTo(TOTAL);
        assertThat(budget.share(PHASE, LONGER)).isEqualTo(TOTAL);
    }

    @Test
    void lessAndLessIsLeft() {
        budget.begin(PHASE, List.of());
        Duration first = budget.share(PHASE, LONGER);
        tick();
        assertThat(budget.share(PHASE, LONGER)).isLessThan(first);
        assertThat(budget.share(PHASE, Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void everythingIsLeftAfterAReset() {
        budget.begin(PHASE, List.of());
        budget.reset();
        assertThat(budget.share(PHASE, LONGER)).isEqualTo(TOTAL);
        assertThat(budget.steps().current()).isEmpty();
    }

    @Test
    void phaseBeginsOnce() {
        budget.begin(PHASE, List.of("a"));
        budget.begin(PHASE, List.of("b"));
        assertThat(budget.steps().current()).get().hasToString("phase 5 (a)");
        budget.begin(PHASE - 1, List.of());
        assertThat(budget.steps().ended()).singleElement().hasToString("phase 5 (a)");
    }

    @Test
    void stepsAreNamedThatHaveTakenTheTimeOfAPhase() {
        ShutdownClock own = new ShutdownClock(context);
        ShutdownBudget tiny = budget(own, Duration.ofMillis(300));
        tiny.begin(PHASE + 1, List.of("listener"));
        while (own.elapsed().compareTo(Duration.ofMillis(200)) < 0) {
            Thread.onSpinWait();
        }
        tiny.begin(PHASE, List.of());
        assertThat(tiny.shortage(PHASE, LONGER, tiny.share(PHASE, LONGER)))
                .matches("0\\.\\d{3} s for phase 6 \\(listener\\)");
        assertThat(tiny.shortage(PHASE, Duration.ofMillis(1), Duration.ofMillis(1)))
                .as("it has all that it asks for")
                .isNull();
        tiny.destroy();
    }

    @Test
    void contextThatClosedBeforeIsNamed() {
        ShutdownClock own = new ShutdownClock(context);
        own.start();
        while (own.elapsed().compareTo(Duration.ofMillis(200)) < 0) {
            Thread.onSpinWait();
        }
        ShutdownBudget tiny = budget(own, Duration.ofMillis(300));
        tiny.begin(PHASE, List.of());
        assertThat(tiny.shortage(PHASE, LONGER, tiny.share(PHASE, LONGER)))
                .matches("0\\.\\d{3} s for other application contexts");
        tiny.destroy();
    }

    @Test
    void additionIsGrantedOnce() {
        Duration second = Duration.ofSeconds(1);
        clock.start();
        assertThat(budget.withReport(second, second)).isEqualTo(Duration.ofSeconds(2));
        ShutdownBudget overdrawn = budget(clock, Duration.ofHours(-1));
        assertThat(overdrawn.withReport(second, second)).isEqualTo(Duration.ofMillis(1_100));
        overdrawn.destroy();
    }

    @Test
    void childThatClosesWithItsParentLeavesItItsReserve() {
        try (StaticApplicationContext parent = new StaticApplicationContext();
                StaticApplicationContext child = new StaticApplicationContext(parent)) {
            parent.registerBean(ShutdownClock.class, () -> new ShutdownClock(parent));
            parent.refresh();
            ShutdownClock ofParent = parent.getBean(ShutdownClock.class);
            ShutdownBudget parents = budget(ofParent, TOTAL);
            ShutdownClock ofChild = new ShutdownClock(child);
            ShutdownBudget children = budget(ofChild, TOTAL);

            ofParent.onApplicationEvent(new ContextClosedEvent(parent));
            ofChild.onApplicationEvent(new ContextClosedEvent(child));
            assertThat(ofChild.isSharedWith(ofParent)).isTrue();
            assertThat(clock.isSharedWith(ofParent)).as("it stands").isFalse();
            assertThat(children.share(PHASE, LONGER)).isLessThan(TOTAL.minus(RESERVE));

            parents.share(
                    new PhaseShares(TOTAL, Duration.ZERO, List.of(new Need(PHASE, LONGER, true))), phase -> false);
            assertThat(children.share(PHASE, LONGER)).as("it is idle").isGreaterThan(TOTAL.minus(RESERVE));

            parents.share(new PhaseShares(TOTAL, Duration.ZERO, List.of(new Need(PHASE, LONGER, true))), phase -> true);
            parents.begin(PHASE, List.of());
            assertThat(children.share(PHASE, LONGER)).as("it has no phase left").isGreaterThan(TOTAL.minus(RESERVE));
            children.destroy();
            assertThat(parents.share(PHASE, LONGER)).isGreaterThan(TOTAL.minus(RESERVE));
            parents.destroy();
        }
    }

    /** Lets the clock move on. */
    private void tick() {
        Duration now = clock.elapsed();
        while (clock.elapsed().equals(now)) {
            Thread.onSpinWait();
        }
    }
}

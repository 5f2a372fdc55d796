package io.github.waitgroup.spring.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.StuckTask;
import io.github.waitgroup.spring.shutdown.LifecycleProbe;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Three phases in which something hangs. Spring has a time-out for each of them, and none for all. */
class TimeoutsOfPhasesTests {

    private static final Duration PHASE = Duration.ofMillis(600);

    /** What each of our groups could have, if it were alone. */
    private static final Duration GROUP = Duration.ofSeconds(20);

    @Test
    void springAddsUpTheTimeOutsOfPhases() {
        PlainSpring.boot()
                .withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=" + PHASE.toMillis() + "ms")
                .withBean("one", LifecycleProbe.class, () -> new Hanging(1))
                .withBean("two", LifecycleProbe.class, () -> new Hanging(2))
                .withBean("three", LifecycleProbe.class, () -> new Hanging(3))
                .run(context ->
                        assertThat(Fixtures.timeToClose(context)).isGreaterThanOrEqualTo(PHASE.multipliedBy(3)));
    }

    @Test
    @SuppressWarnings("try") // that the tasks are there is all that is needed of them
    void waitGroupHasOneBudgetForAllPhases() {
        Fixtures.starter()
                .withPropertyValues(
                        "wait-group.shutdown.timeout=" + PHASE.toMillis() + "ms",
                        "wait-group.groups.one.phase=1",
                        "wait-group.groups.two.phase=2",
                        "wait-group.groups.three.phase=3")
                .run(context -> {
                    GroupRegistry groups = context.getBean(GroupRegistry.class);
                    assertThat(groups.managed())
                            .allMatch(group -> group.settings().timeout().equals(GROUP));
                    try (StuckTask one = StuckTask.in(groups.get("one"), "1");
                            StuckTask two = StuckTask.in(groups.get("two"), "2");
                            StuckTask three = StuckTask.in(groups.get("three"), "3")) {
                        assertThat(Fixtures.timeToClose(context)).isLessThan(GROUP);
                    }
                });
    }

    /** Never says that it has stopped. */
    private static final class Hanging extends LifecycleProbe {

        Hanging(int phase) {
            super(phase, () -> {});
        }

        @Override
        public void stop(Runnable callback) {}
    }
}

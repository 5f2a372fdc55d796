package io.github.waitgroup.spring.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.shutdown.LifecycleProbe;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * A listener of a broker that never ends, in the first phase, and work that drains after it. Spring gives the listener
 * the time-out of its phase, however much of the time it is.
 */
class HangingListenerTests {

    /** The time that the platform gives, less the destruction of beans. */
    private static final Duration TIME = Duration.ofSeconds(3);

    private static final String PHASE_HAS_IT_ALL =
            "spring.lifecycle.timeout-per-shutdown-phase=" + TIME.toMillis() + "ms";

    /** The time that was over when the work was asked to end. */
    private final AtomicReference<Duration> used = new AtomicReference<>();

    private volatile long start;

    @Test
    void springLeavesNothingToTheWork() {
        PlainSpring.boot()
                .withPropertyValues(PHASE_HAS_IT_ALL)
                .withBean("listener", Listener.class)
                .withBean("work", LifecycleProbe.class, () -> new LifecycleProbe(0, this::note))
                .run(context -> {
                    start = System.nanoTime();
                    context.close();
                    assertThat(used.get()).isGreaterThanOrEqualTo(TIME);
                });
    }

    @Test
    void groupHasHalfOfTheTime() {
        Fixtures.starter()
                .withPropertyValues(PHASE_HAS_IT_ALL, "wait-group.shutdown.timeout=" + TIME.toMillis() + "ms")
                .withBean("listener", Listener.class)
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    group.startWithChannel("work", group.stopChannel(), stop -> {
                        stop.await();
                        note();
                    });
                    start = System.nanoTime();
                    context.close();
                    assertThat(used.get()).isBetween(TIME.dividedBy(2), TIME);
                    assertThat(group.counts().completed()).isOne();
                });
    }

    private void note() {
        used.set(Duration.ofNanos(System.nanoTime() - start));
    }

    /** Never calls Spring back. */
    private static final class Listener extends LifecycleProbe {

        Listener() {
            super(Integer.MAX_VALUE - 100, () -> {});
        }

        @Override
        public void stop(Runnable callback) {}
    }
}

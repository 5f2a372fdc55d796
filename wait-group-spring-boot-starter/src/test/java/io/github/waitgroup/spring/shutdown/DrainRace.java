package io.github.waitgroup.spring.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A drain and a lifecycle bean in a lower phase, which Spring must not stop before the drain has ended. If Spring does,
 * the drain ends at once, so that neither outcome depends on time; if not, the drain takes a moment.
 */
final class DrainRace {

    static final int LOWER_PHASE = 5;

    private static final Duration MOMENT = Duration.ofMillis(400);

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch lowerPhaseStopped = new CountDownLatch(1);
    private final CountDownLatch drained = new CountDownLatch(1);

    void startTask(Group group) {
        group.startWithChannel("task", group.stopChannel(), channel -> {
            Fixtures.await(channel);
            drain();
        });
    }

    void drain() {
        Fixtures.awaitAtMost(MOMENT, lowerPhaseStopped);
        events.add("drained");
        drained.countDown();
    }

    LifecycleProbe inLowerPhase() {
        return new LifecycleProbe(LOWER_PHASE, () -> {
            events.add("lower phase stopped");
            lowerPhaseStopped.countDown();
        });
    }

    void assertDrainWasWaitedFor() {
        assertThat(events).containsExactly("drained", "lower phase stopped");
    }

    void assertDrainWasCutShort() {
        Fixtures.await(drained);
        assertThat(events).containsExactly("lower phase stopped", "drained");
    }
}

package io.github.waitgroup.spring.shutdown;

import static io.github.waitgroup.spring.Fixtures.startUntilStopped;
import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The stop signal that a group gets when the application begins to close, long before its phase. */
class EarlySignalTests {

    private final List<String> events = new CopyOnWriteArrayList<>();

    @Test
    void groupWithEarlySignalIsSignalledBeforeAnyPhaseStopsAndStillAcceptsTasks() {
        starter()
                .withPropertyValues(
                        "wait-group.groups.pollers.early-signal=true",
                        "wait-group.groups.pollers.phase=5",
                        "wait-group.groups.orders.phase=5")
                .withBean(LifecycleProbe.class, () -> new LifecycleProbe(10, this::noteState))
                .run(context -> {
                    groups = context.getBean(GroupRegistry.class);
                    startUntilStopped(groups.get("pollers"), "poller");
                    Instant before = Instant.now();
                    context.close();
                    assertThat(events).containsExactly("pollers signalled, RUNNING", "orders not signalled, RUNNING");
                    assertThat(deadline)
                            .as("the whole budget is announced")
                            .isBetween(before.plusSeconds(20), Instant.now().plusSeconds(25));
                    assertThat(groups.get("pollers").counts().completed())
                            .as("the poller, and the task that came after the signal")
                            .isEqualTo(2);
                });
    }

    @Test
    void childContextThatClosesSignalsNoGroupOfItsParent() {
        starter()
                .withPropertyValues("wait-group.groups.pollers.early-signal=true")
                .run(parent -> {
                    starter().withParent(parent).run(ConfigurableApplicationContext::close);
                    assertThat(parent.getBean(GroupRegistry.class)
                                    .get("pollers")
                                    .stopChannel()
                                    .isClosed())
                            .isFalse();
                });
    }

    private volatile GroupRegistry groups;
    private volatile Instant deadline;

    private void noteState() {
        for (String name : List.of("pollers", "orders")) {
            Group group = groups.get(name);
            events.add(name + (group.stopChannel().isClosed() ? " signalled, " : " not signalled, ") + group.state());
        }
        deadline = groups.get("pollers").context().deadline();
        groups.get("pollers").start("after the signal", () -> {});
    }
}

package io.github.waitgroup.spring.shutdown;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;

/** Listeners of {@link GroupDrainedEvent} that misbehave. */
@ExtendWith(OutputCaptureExtension.class)
class GroupDrainedListenerTests {

    @Test
    void listenerThatThrowsDoesNotHoldUpTheShutdown(CapturedOutput output) {
        starter().withBean(ThrowingListener.class).run(context -> {
            context.close();
            assertThat(output).doesNotContain("still running after timeout");
        });
    }

    @Test
    void listenerThatBlocksIsNotWaitedFor(CapturedOutput output) {
        starter()
                .withPropertyValues("wait-group.groups.orders.timeout=300ms")
                .withBean(BlockingListener.class)
                .run(context -> {
                    CountDownLatch release = context.getBean(BlockingListener.class).release;
                    ShutdownTimeline timeline = context.getBean(ShutdownTimeline.class);
                    context.close();
                    assertThat(output).contains("Group 'orders' was given up after ");
                    assertThat(timeline.entries())
                            .extracting(ShutdownTimeline.Entry::event)
                            .containsSubsequence(ShutdownEvent.DRAINED, ShutdownEvent.GIVE_UP);
                    assertThat(release.getCount())
                            .as("the listener still blocks")
                            .isOne();
                    release.countDown();
                });
    }

    @Test
    void listenersThatBlockCostNoMoreThanOneOfThem(CapturedOutput output) {
        starter()
                .withPropertyValues(
                        "wait-group.shutdown.timeout=1s",
                        "wait-group.groups.one.phase=3",
                        "wait-group.groups.two.phase=3",
                        "wait-group.groups.three.phase=2",
                        "wait-group.groups.four.phase=1")
                .withBean(BlockingListener.class)
                .run(context -> {
                    CountDownLatch release = context.getBean(BlockingListener.class).release;
                    long start = System.nanoTime();
                    context.stop();
                    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
                    context.start();
                    for (String group : List.of("one", "two", "three", "four")) {
                        assertThat(context.getBean(GroupRegistry.class)
                                        .get(group)
                                        .state())
                                .isEqualTo(Group.State.RUNNING);
                    }
                    release.countDown();
                });
    }

    static class ThrowingListener {

        @EventListener(GroupDrainedEvent.class)
        void onDrained() {
            throw new IllegalStateException("thrown by a listener");
        }
    }

    static class BlockingListener {

        private final CountDownLatch release = new CountDownLatch(1);

        @EventListener(GroupDrainedEvent.class)
        void onDrained() {
            Fixtures.await(release);
        }
    }
}

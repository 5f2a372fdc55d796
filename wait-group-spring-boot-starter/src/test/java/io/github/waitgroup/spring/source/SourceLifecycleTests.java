package io.github.waitgroup.spring.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.ThrowingRunnable;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import io.github.waitgroup.spring.shutdown.ShutdownPlanner;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SourceLifecycleTests {

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Group group = new Group("feed");

    private final ApplicationContextRunner starter = Fixtures.starter()
            .withConfiguration(AutoConfigurations.of(SourceAutoConfiguration.class))
            .withBean("feedGroup", Group.class, () -> group);

    private ApplicationContextRunner with(String name, ThrowingRunnable<Exception> stop) {
        return starter.withBean(name, Source.class, () -> new RecordedSource(stop));
    }

    @Test
    void sourceStopsTakingBeforeItsGroupDrains(CapturedOutput output) {
        with("feed", () -> assertThat(group.state()).isEqualTo(Group.State.RUNNING))
                .run(context -> {
                    Membership order = group.adopt("order-7");
                    group.stopChannel().onClose(order::close);
                    context.close();
                    assertThat(calls).containsExactly("stop");
                });
        assertThat(output)
                .contains("Source 'feed' takes no more work: 1 task in flight")
                .contains("Group 'feed' has drained: 1 task")
                .doesNotContain("WARN");
    }

    @Test
    void phaseIsAfterTheDelayAndBeforeRequestsAreRefused() {
        assertThat(Sources.PHASE).isBetween(Web.DEFAULT_PHASE + 1, Web.DELAY_PHASE - 2);
        with("feed", () -> {})
                .run(context -> assertThat(
                                context.getBean(ShutdownPlanner.class).plan().steps())
                        .anySatisfy(step -> {
                            assertThat(step.phase()).isEqualTo(Sources.PHASE);
                            assertThat(step.beans()).containsExactly("feed.source");
                        }));
    }

    @Test
    void sourceThatFailsToStopIsNamedAndHoldsNobodyUp(CapturedOutput output) {
        with("broken", () -> {
                    throw new IllegalStateException("no connection");
                })
                .withBean("sound", Source.class, () -> new RecordedSource(() -> {}))
                .run(context -> {
                    context.close();
                    assertThat(calls).containsExactly("stop", "stop");
                });
        assertThat(output)
                .contains("WARN [broken-stop] ShutdownTimeline : Source 'broken' may still take work, it has failed to"
                        + " stop: java.lang.IllegalStateException: no connection")
                .contains("at " + SourceLifecycleTests.class.getName())
                .contains("Source 'sound' takes no more work", "Group 'feed' has drained");
    }

    @Test
    void sourceThatBlocksIsNamedAndCostsTheShareOfItsPhase(CapturedOutput output) {
        CountDownLatch never = new CountDownLatch(1);
        with("hanging", () -> Fixtures.await(never))
                .withPropertyValues("wait-group.shutdown.timeout=2s")
                .run(context -> assertThat(Fixtures.timeToClose(context))
                        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(4)));
        assertThat(output)
                .containsPattern("WARN.*has ended without beans that still run: hanging\\.source")
                .contains("Group 'feed' has drained");
        never.countDown();
    }

    @Test
    void restartTakesAgain() {
        with("feed", () -> {}).run(context -> {
            assertThat(calls).isEmpty();
            context.stop();
            assertThat(calls).containsExactly("stop");
            context.start();
            assertThat(calls).containsExactly("stop", "again");
            context.close();
            assertThat(calls).containsExactly("stop", "again", "stop");
        });
    }

    @Test
    void sourceThatIsStartedAgainWhileItsStopBlocksTakesAgainAfterThatStop() {
        CountDownLatch release = new CountDownLatch(1);
        with("feed", () -> Fixtures.await(release))
                .withPropertyValues("wait-group.shutdown.timeout=1s")
                .run(context -> {
                    SourceLifecycle lifecycle = context.getBean("feed.source", SourceLifecycle.class);
                    context.stop();
                    assertThat(lifecycle.isRunning()).isFalse();
                    assertThat(lifecycle.isStopping()).isTrue();
                    context.start();
                    assertThat(lifecycle.isRunning()).isTrue();
                    assertThat(calls).containsExactly("stop");
                    release.countDown();
                    Awaitility.await()
                            .atMost(Fixtures.FOREVER)
                            .untilAsserted(() -> assertThat(calls).containsExactly("stop", "again"));
                    context.close();
                    assertThat(calls).containsExactly("stop", "again", "stop");
                });
    }

    @Test
    void sourceThatIsStoppedAgainWhileItsStopBlocksStaysStopped() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(2);
        SourceLifecycle lifecycle =
                new SourceLifecycle("feed", new RecordedSource(() -> Fixtures.await(release)), new ShutdownTimeline());
        lifecycle.start();
        lifecycle.stop(ended::countDown);
        lifecycle.start();
        lifecycle.stop(ended::countDown);
        release.countDown();
        Fixtures.await(ended);
        lifecycle.start(); // the first stop is over, and so is what its thread might have done
        lifecycle.stop(ended::countDown);
        assertThat(lifecycle.isRunning()).isFalse();
        assertThat(calls).startsWith("stop", "again");
        assertThat(calls.stream().filter("again"::equals)).hasSize(1);
    }

    @Test
    void applicationWithoutSourcesHasNothingMore() {
        starter.run(context -> assertThat(
                        context.getBean(ShutdownPlanner.class).plan().steps())
                .noneMatch(step -> step.phase() == Sources.PHASE));
    }

    private final class RecordedSource implements Source {

        private final ThrowingRunnable<Exception> stop;

        RecordedSource(ThrowingRunnable<Exception> stop) {
            this.stop = stop;
        }

        @Override
        public Group group() {
            return group;
        }

        @Override
        public void stopTaking() throws Exception {
            calls.add("stop");
            stop.run();
        }

        @Override
        public void takeAgain() {
            calls.add("again");
        }
    }
}

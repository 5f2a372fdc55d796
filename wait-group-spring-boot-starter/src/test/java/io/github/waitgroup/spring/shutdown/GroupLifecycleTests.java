package io.github.waitgroup.spring.shutdown;

import static io.github.waitgroup.spring.Fixtures.startUntilStopped;
import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.ThrowingRunnable;
import io.github.waitgroup.WaitGroupClosedException;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.StuckTask;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings("try") // that a stuck task is there is all that is needed of it
class GroupLifecycleTests {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final ApplicationContextRunner recorded =
            starter().withBean(DrainRecorder.class, () -> new DrainRecorder(events));

    @Test
    void closingTheContextSignalsTasksWaitsAndReports(CapturedOutput output) {
        recorded.run(context -> {
            startUntilStopped(context.getBean(Group.class), "poller");
            context.close();
            assertThat(events).containsExactly("default drained 1");
            assertThat(output)
                    .contains("INFO [main] ShutdownTimeline"
                            + " : Stopping group 'default': 1 in flight, at most 20.000 s")
                    .contains("INFO [defaultGroup-drain] ShutdownTimeline : Group 'default' has drained: 1 task in ")
                    .doesNotContain("WARN");
        });
    }

    @Test
    void stuckTaskIsNamedWithItsStackAndNotWaitedForTwice(CapturedOutput output) {
        recorded.withPropertyValues("wait-group.groups.orders.timeout=300ms").run(context -> {
            try (StuckTask stuck = StuckTask.in(context.getBean(Group.class), "mail-42")) {
                assertThat(Fixtures.timeToClose(context)).isLessThan(Group.DEFAULT_STOP_TIMEOUT);
            }
            assertThat(events).containsExactly("orders left mail-42");
            assertThat(output)
                    .contains("Stopping group 'orders': 1 in flight, at most 0.300 s")
                    .contains("WARN [ordersGroup-drain] ShutdownTimeline"
                            + " : Group 'orders' has not drained: 1 task still active after ")
                    .contains("task 'mail-42'", ", interrupted", StuckTask.class.getName() + ".run(")
                    .doesNotContain("still running after timeout", "Invocation of close method failed");
        });
    }

    @Test
    void groupsOfAllPhasesShareOneBudget(CapturedOutput output) {
        recorded.withPropertyValues(
                        "wait-group.shutdown.timeout=1s",
                        "wait-group.groups.one.phase=3",
                        "wait-group.groups.two.phase=2",
                        "wait-group.groups.three.phase=1")
                .run(context -> {
                    GroupRegistry groups = context.getBean(GroupRegistry.class);
                    try (StuckTask one = StuckTask.in(groups.get("one"), "1");
                            StuckTask two = StuckTask.in(groups.get("two"), "2");
                            StuckTask three = StuckTask.in(groups.get("three"), "3")) {
                        context.close();
                    }
                    assertThat(events).containsExactly("one left 1", "two left 2", "three left 3");
                    assertThat(output)
                            .contains("The application closes: its shutdown may take 1.000 s")
                            .containsPattern("Stopping group 'one': 1 in flight, at most 0\\.[78]\\d\\d s")
                            .containsPattern("Stopping group 'two': 1 in flight, at most 0\\.100 s")
                            .containsPattern("Stopping group 'three': 1 in flight, at most 0\\.[01]\\d\\d s")
                            .doesNotContain("at most 0.000 s");
                });
    }

    @Test
    void groupsOfOnePhaseDrainSideBySide() {
        recorded.withPropertyValues("wait-group.groups.one.timeout=10s", "wait-group.groups.two.timeout=10s")
                .run(context -> {
                    GroupRegistry groups = context.getBean(GroupRegistry.class);
                    StopChannel stopOfOne = groups.get("one").stopChannel();
                    StopChannel stopOfTwo = groups.get("two").stopChannel();
                    ThrowingRunnable<?> untilBothStop = () -> {
                        Fixtures.await(stopOfOne);
                        Fixtures.await(stopOfTwo);
                    };
                    groups.get("one").start(untilBothStop);
                    groups.get("two").start(untilBothStop);
                    context.close();
                    assertThat(events).containsExactlyInAnyOrder("one drained 1", "two drained 1");
                    assertThat(groups.get("one").counts().completed()).isOne();
                    assertThat(groups.get("two").counts().completed()).isOne();
                });
    }

    @Test
    void higherPhaseDrainsBeforeLowerOneStops() {
        recorded.withPropertyValues("wait-group.groups.first.phase=20", "wait-group.groups.second.phase=10")
                .withBean(LifecycleProbe.class, () -> LifecycleProbe.noting(15, events, "between"))
                .run(context -> {
                    GroupRegistry groups = context.getBean(GroupRegistry.class);
                    startUntilStopped(groups.get("first"), "task");
                    context.close();
                    assertThat(events).containsExactly("first drained 1", "between", "second drained 0");
                });
    }

    @Test
    void defaultPhaseIsAfterRequestsInFlightAndBeforeWebServerAndExecutors() {
        assertThat(GroupSettings.DEFAULT_PHASE)
                .isLessThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE)
                .isGreaterThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE)
                .isGreaterThan(ExecutorConfigurationSupport.DEFAULT_PHASE);
    }

    @Test
    void beansAreDestroyedAfterTheGroupHasDrained() {
        recorded.withBean("dataSource", Destroyed.class, () -> new Destroyed(events))
                .run(context -> {
                    startUntilStopped(context.getBean(Group.class), "uses the data source");
                    context.close();
                    assertThat(events).containsExactly("default drained 1", "destroyed");
                });
    }

    @Test
    void stopAndStartOfTheContextOpenTheGroupAgain(CapturedOutput output) {
        recorded.withPropertyValues("wait-group.shutdown.timeout=1s").run(context -> {
            Group group = context.getBean(Group.class);
            StuckTask stuck = StuckTask.in(group, "stuck");
            Runnable stop = () -> {
                context.stop();
                stuck.release();
                Fixtures.awaitEmpty(group);
            };
            assertReopens(context, stop, context::start);
            context.close();
            assertThat(events).containsExactly("default left stuck", "default drained 1");
            assertThat(output).doesNotContain("at most 0.000 s"); // the clock was put back
        });
    }

    @Test
    void pauseAndRestartOfTheContextOpenTheGroupAgain() {
        recorded.run(context -> {
            ConfigurableApplicationContext source = context.getSourceApplicationContext();
            assertReopens(source, source::pause, source::restart);
            context.close();
            assertThat(events).containsExactly("default drained 0", "default drained 1");
        });
    }

    @Test
    void interruptedClosingThreadKeepsItsFlagAndTheGroupIsReportedAtOnce(CapturedOutput output) {
        starter()
                .withPropertyValues("wait-group.groups.orders.timeout=1h", "wait-group.shutdown.timeout=1h")
                .run(context -> {
                    try (StuckTask stuck = StuckTask.in(context.getBean(Group.class), "mail-42")) {
                        AtomicBoolean flag = new AtomicBoolean();
                        Thread closing = new Thread(() -> {
                            context.close();
                            flag.set(Thread.currentThread().isInterrupted());
                        });
                        StopChannel stop = context.getBean(Group.class).stopChannel();
                        closing.start();
                        Fixtures.await(stop);
                        closing.interrupt();
                        closing.join();
                        assertThat(flag).isTrue();
                        awaitReport(output);
                        assertThat(output)
                                .contains("The drain of group 'orders' is cut short")
                                .contains("Group 'orders' has not drained: 1 task");
                    }
                });
    }

    @Test
    void springWaitsAsLongAsTheGroupWhateverItsOwnTimeOut() {
        DrainRace race = new DrainRace();
        starter()
                .withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=1ms")
                .withBean(LifecycleProbe.class, race::inLowerPhase)
                .run(context -> {
                    race.startTask(context.getBean(Group.class));
                    context.close();
                    race.assertDrainWasWaitedFor();
                });
    }

    @Test
    void springWaitsAsLongAsTheGroupWhateverTheUsersLifecycleProcessorSays() {
        DrainRace race = new DrainRace();
        starter()
                .withUserConfiguration(ImpatientProcessor.class)
                .withBean(LifecycleProbe.class, race::inLowerPhase)
                .run(context -> {
                    race.startTask(context.getBean(Group.class));
                    context.close();
                    race.assertDrainWasWaitedFor();
                });
    }

    @Test
    void lifecycleAutoConfigurationOfBootMayBeExcluded() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(WaitGroupAutoConfiguration.class, GroupShutdownAutoConfiguration.class))
                .withBean(DrainRecorder.class, () -> new DrainRecorder(events))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    context.close();
                    assertThat(events).containsExactly("default drained 0");
                });
    }

    @Test
    void contextsOfOneJvmAreIndependent() {
        recorded.run(one -> starter().run(other -> {
            other.close();
            assertThat(events).isEmpty();
            assertThat(one.getBean(Group.class).state()).isEqualTo(Group.State.RUNNING);
        }));
    }

    @Test
    void closingAChildContextLeavesTheGroupsOfTheParentRunning() {
        recorded.run(parent -> {
            starter().withParent(parent).run(ConfigurableApplicationContext::close);
            assertThat(events).isEmpty();
            assertThat(parent.getBean(Group.class).state()).isEqualTo(Group.State.RUNNING);
        });
    }

    @Test
    void lazilyInitializedApplicationDrainsItsGroups(CapturedOutput output) {
        ConfigurableApplicationContext context = Fixtures.application()
                .run("--spring.main.lazy-initialization=true", "--wait-group.groups.orders.timeout=7s");
        assertThat(context.getBeanFactory().containsSingleton("ordersGroup")).isTrue();
        startUntilStopped(context.getBean(GroupRegistry.class).get("orders"), "poller");
        context.close();
        assertThat(output).contains("Group 'orders' has drained: 1 task in ");
    }

    /** Waits for the report of a drain that no other thread awaits. */
    private static void awaitReport(CapturedOutput output) {
        Awaitility.await()
                .atMost(Fixtures.FOREVER)
                .until(() -> output.toString().contains("Group 'orders' has "));
    }

    private static void assertReopens(ConfigurableApplicationContext context, Runnable stop, Runnable start) {
        Group group = context.getBean(Group.class);
        StopChannel before = group.stopChannel();
        stop.run();
        assertThat(before.isClosed()).isTrue();
        assertThatExceptionOfType(WaitGroupClosedException.class).isThrownBy(() -> group.start(() -> {}));
        start.run();
        assertThat(group.state()).isEqualTo(Group.State.RUNNING);
        assertThat(group.stopChannel().isClosed()).isFalse();
        startUntilStopped(group, "started again");
    }

    record Destroyed(List<String> events) implements DisposableBean {

        @Override
        public void destroy() {
            events.add("destroyed");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ImpatientProcessor {

        @Bean
        DefaultLifecycleProcessor lifecycleProcessor() {
            DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
            processor.setTimeoutPerShutdownPhase(1);
            return processor;
        }
    }
}

package io.github.waitgroup.spring.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.StuckTask;
import io.github.waitgroup.spring.shutdown.LifecycleProbe;
import jakarta.annotation.PostConstruct;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** An application that starts tasks and then fails to start, at several points of its start. */
@ExtendWith(OutputCaptureExtension.class)
class FailedStartTests {

    private final Started started = new Started();

    private final ApplicationContextRunner twoGroups = Fixtures.starter()
            .withBean(Started.class, () -> started)
            .withPropertyValues("wait-group.groups.orders.timeout=300ms", "wait-group.groups.mails.timeout=300ms");

    @Test
    void tasksOfABeanThatIsFollowedByOneThatFailsAreStopped(CapturedOutput output) {
        twoGroups.withUserConfiguration(StartsTasks.class, Fails.class).run(context -> {
            assertThat(context).hasFailed();
            assertThat(started.events).containsExactly("signalled", "signalled");
            assertThat(started.groups).allMatch(group -> group.state() == Group.State.STOPPED);
            assertThat(output)
                    .contains("Stopping group 'orders': 1 in flight, at most 0.300 s")
                    .contains("Group 'orders' has drained: 1 task in ")
                    .contains("Group 'mails' has drained: 1 task in ")
                    .contains("fails on purpose");
        });
    }

    @Test
    void tasksThatHangTakeTheTimeOfTheirGroupAndAreNamed(CapturedOutput output) {
        assertThat(timeToFail(twoGroups.withUserConfiguration(StartsStuckTasks.class, Fails.class)))
                .isLessThan(Group.DEFAULT_STOP_TIMEOUT);
        assertThat(output)
                .contains("Stopping group 'orders': 1 in flight, at most 0.300 s")
                .contains("Group 'orders' has not drained: 1 task still active", "task 'orders-stuck'")
                .contains("Group 'mails' has not drained: 1 task still active", "task 'mails-stuck'")
                .contains(StuckTask.class.getName() + ".run(")
                .doesNotContain("Invocation of close method failed");
    }

    @Test
    void groupsOfOnePhaseDrainSideBySideWithinTheBudget(CapturedOutput output) {
        assertThat(timeToFail(twoGroups
                        .withPropertyValues(
                                "wait-group.shutdown.timeout=300ms",
                                "wait-group.groups.orders.timeout=20s",
                                "wait-group.groups.mails.timeout=20s")
                        .withUserConfiguration(StartsStuckTasks.class, Fails.class)))
                .isLessThan(Group.DEFAULT_STOP_TIMEOUT);
        assertThat(indexIn(output, "Stopping group 'orders'"))
                .isLessThan(indexIn(output, "Group 'mails' has not drained"));
        assertThat(indexIn(output, "Stopping group 'mails'"))
                .isLessThan(indexIn(output, "Group 'orders' has not drained"));
    }

    @Test
    void groupsDrainInTheirOrder(CapturedOutput output) {
        twoGroups
                .withPropertyValues("wait-group.groups.mails.drain-after=orders")
                .withUserConfiguration(StartsTasks.class, Fails.class)
                .run(context -> assertThat(indexIn(output, "Group 'orders' has drained"))
                        .isPositive()
                        .isLessThan(indexIn(output, "Stopping group 'mails'")));
    }

    @Test
    void groupThatHangsLeavesTheLaterOnesTheirReserve(CapturedOutput output) {
        timeToFail(twoGroups
                .withPropertyValues(
                        "wait-group.shutdown.timeout=1s",
                        "wait-group.groups.orders.timeout=20s",
                        "wait-group.groups.mails.timeout=20s",
                        "wait-group.groups.mails.drain-after=orders")
                .withUserConfiguration(StartsStuckTasks.class, Fails.class));
        assertThat(output).contains("Stopping group 'mails': 1 in flight, at most 0.100 s");
    }

    @Test
    void groupsWhoseLifecycleHasStartedAreDrainedOnce(CapturedOutput output) {
        twoGroups
                .withUserConfiguration(StartsTasks.class)
                .withBean(LifecycleProbe.class, () -> new FailingLifecycle(Integer.MAX_VALUE))
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertDrainedOnce(output);
                });
    }

    @Test
    void groupsWhoseLifecycleHasNotStartedAreDrainedOnce(CapturedOutput output) {
        twoGroups
                .withUserConfiguration(StartsTasks.class)
                .withBean(LifecycleProbe.class, () -> new FailingLifecycle(Integer.MIN_VALUE))
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertDrainedOnce(output);
                });
    }

    @Test
    void groupThatIsDestroyedByHandWhileTheApplicationRunsIsClosedAsByAnyone(CapturedOutput output) {
        twoGroups.withUserConfiguration(StartsTasks.class).run(context -> {
            ((DefaultListableBeanFactory) context.getBeanFactory()).destroySingleton("ordersGroup");
            assertThat(started.events).containsExactly("signalled");
            assertThat(output).doesNotContain("Stopping group");
        });
    }

    private static int indexIn(CapturedOutput output, String text) {
        assertThat(output).contains(text);
        return output.toString().indexOf(text);
    }

    private void assertDrainedOnce(CapturedOutput output) {
        assertThat(started.events).containsExactly("signalled", "signalled");
        assertThat(output.toString().lines().filter(line -> line.contains("Stopping group")))
                .hasSize(2);
        assertThat(output.toString().lines().filter(line -> line.contains("has drained: 1 task in ")))
                .hasSize(2);
    }

    private Duration timeToFail(ApplicationContextRunner application) {
        long start = System.nanoTime();
        try {
            application.run(context -> assertThat(context).hasFailed());
        } finally {
            started.stuck.forEach(StuckTask::close);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** What the beans of the application have started. */
    static final class Started {

        final List<Group> groups = new CopyOnWriteArrayList<>();
        final List<StuckTask> stuck = new CopyOnWriteArrayList<>();
        final List<String> events = new CopyOnWriteArrayList<>();
    }

    @Configuration(proxyBeanMethods = false)
    static class StartsTasks {

        @Bean
        Object starter(Started started, Group ordersGroup, Group mailsGroup) {
            for (Group group : List.of(ordersGroup, mailsGroup)) {
                started.groups.add(group);
                group.startWithChannel("poller", group.stopChannel(), stop -> {
                    Fixtures.await(stop);
                    started.events.add("signalled");
                });
            }
            return new Object();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class StartsStuckTasks {

        @Bean
        StartsStuckTasksWhenConstructed starter(Started started, Group ordersGroup, Group mailsGroup) {
            return new StartsStuckTasksWhenConstructed(started, List.of(ordersGroup, mailsGroup));
        }
    }

    record StartsStuckTasksWhenConstructed(Started started, List<Group> groups) {

        @PostConstruct
        void start() {
            groups.forEach(group -> started.stuck.add(StuckTask.in(group, group.name() + "-stuck")));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Fails {

        @Bean
        @DependsOn("starter")
        Object failing() {
            throw new IllegalStateException("fails on purpose");
        }
    }

    private static final class FailingLifecycle extends LifecycleProbe {

        FailingLifecycle(int phase) {
            super(phase, () -> {});
        }

        @Override
        public void start() {
            throw new IllegalStateException("fails on purpose");
        }
    }
}

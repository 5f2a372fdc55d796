package io.github.waitgroup.spring.shutdown;

import static io.github.waitgroup.spring.Fixtures.startUntilStopped;
import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.StuckTask;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;

/** Groups with tasks of an application that fails to start. */
@ExtendWith(OutputCaptureExtension.class)
class UndrainedGroupsTests {

    @Test
    void beanThatFailsAtStartUpDoesNotLeaveTasksBehind() {
        AtomicReference<Group> group = new AtomicReference<>();
        AtomicReference<ShutdownTimeline> timeline = new AtomicReference<>();
        starter()
                .withBean(FailsToStart.class, () -> new FailsToStart(group, timeline))
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(group.get().state()).isEqualTo(Group.State.STOPPED);
                    assertThat(group.get().counts().completed()).isOne();
                    assertThat(timeline.get().entries())
                            .extracting(ShutdownTimeline.Entry::event)
                            .containsExactly(ShutdownEvent.DRAIN, ShutdownEvent.DRAINED);
                });
    }

    @Test
    void groupThatWasStoppedBeforeTheStartFailedIsReportedToo(CapturedOutput output) {
        AtomicReference<StuckTask> stuck = new AtomicReference<>();
        starter()
                .withPropertyValues("wait-group.groups.orders.timeout=300ms")
                .withBean(FailsAfterAStop.class, stuck)
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(output).contains("Group 'orders' has not drained: 1 task", "task 'early'");
                    stuck.get().release();
                });
    }

    @Test
    void groupThatWasStoppedBeforeTheApplicationHasStartedStaysSo() {
        starter()
                .withBean(StopsBeforeTheStart.class)
                .run(context -> assertThat(context.getBean(Group.class).state()).isEqualTo(Group.State.STOPPED));
    }

    @Test
    void lifecycleBeanThatFailsAtStartUpLetsTheGroupsOfLowerPhasesDrain() {
        List<String> events = new CopyOnWriteArrayList<>();
        starter()
                .withBean(DrainRecorder.class, () -> new DrainRecorder(events))
                .withBean(FailingLifecycle.class)
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(events).containsExactly("default drained 1");
                });
    }

    /** Starts a task, and then the application fails. */
    record FailsToStart(AtomicReference<Group> group, AtomicReference<ShutdownTimeline> timeline)
            implements SmartInitializingSingleton, ApplicationContextAware {

        @Override
        public void setApplicationContext(ApplicationContext context) {
            group.set(context.getBean(Group.class));
            timeline.set(context.getBean(ShutdownTimeline.class));
        }

        @Override
        public void afterSingletonsInstantiated() {
            startUntilStopped(group.get(), "early");
            throw new IllegalStateException("fails on purpose");
        }
    }

    /** Starts a task that hangs, stops the group, as a failure policy does, and then the application fails. */
    record FailsAfterAStop(Group group, AtomicReference<StuckTask> stuck) implements SmartInitializingSingleton {

        @Override
        public void afterSingletonsInstantiated() {
            stuck.set(StuckTask.in(group, "early"));
            group.beginStop(Fixtures.FOREVER);
            throw new IllegalStateException("fails on purpose");
        }
    }

    record StopsBeforeTheStart(Group group) implements SmartInitializingSingleton {

        @Override
        public void afterSingletonsInstantiated() {
            group.beginStop(Fixtures.FOREVER);
        }
    }

    /** Starts a task and fails, when the lifecycle of the group has started already. */
    static class FailingLifecycle extends LifecycleProbe {

        private final Group group;

        FailingLifecycle(Group group) {
            super(Integer.MAX_VALUE, () -> {});
            this.group = group;
        }

        @Override
        public void start() {
            startUntilStopped(group, "early");
            throw new IllegalStateException("fails on purpose");
        }
    }
}

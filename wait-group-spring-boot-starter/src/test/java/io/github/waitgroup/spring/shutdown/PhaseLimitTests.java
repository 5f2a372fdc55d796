package io.github.waitgroup.spring.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.StuckTask;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.DefaultLifecycleProcessor;

/** Phases of Spring and of libraries, in which beans hang: none takes the time of the others. */
@ExtendWith(OutputCaptureExtension.class)
class PhaseLimitTests {

    private static final Duration TOTAL = Duration.ofSeconds(2);

    private final ApplicationContextRunner starter =
            Fixtures.starter().withPropertyValues("wait-group.shutdown.timeout=" + TOTAL.toMillis() + "ms");

    /** Calls Spring back when it is released, and not before. */
    private static final class Hanging extends LifecycleProbe {

        private final CountDownLatch asked = new CountDownLatch(1);

        Hanging(int phase) {
            super(phase, () -> {});
        }

        @Override
        public void stop(Runnable callback) {
            asked.countDown();
        }
    }

    @Test
    void listenerThatHangsLeavesHalfOfTheTimeToTheGroups(CapturedOutput output) {
        starter.withBean("listener", Hanging.class, () -> new Hanging(Integer.MAX_VALUE))
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    CountDownLatch sent = new CountDownLatch(1);
                    group.startWithChannel("mail", group.stopChannel(), stop -> {
                        stop.await();
                        sent.countDown();
                    });
                    Duration time = Fixtures.timeToClose(context);
                    assertThat(time).isBetween(TOTAL.dividedBy(2), TOTAL.multipliedBy(2));
                    assertThat(sent.getCount()).as("the task had its time").isZero();
                });
        assertThat(output)
                .containsPattern("WARN.* Group 'default' has 0\\.[5-9]\\d\\d s, less than it would have without the"
                        + " steps before it: [01]\\.\\d{3} s for phase 2147483647 \\(.*listener")
                .containsPattern("Stopping group 'default': 1 in flight, at most 0\\.[5-9]\\d\\d s")
                .contains("Group 'default' has drained: 1 task");
    }

    @Test
    @SuppressWarnings("try") // that the task is there is all that is needed of it
    void phasesThatAllHangEndWithinTheTime(CapturedOutput output) {
        starter.withBean("listener", Hanging.class, () -> new Hanging(Integer.MAX_VALUE))
                .withBean("source", Hanging.class, () -> new Hanging(Integer.MAX_VALUE - 100))
                .withBean("executor", Hanging.class, () -> new Hanging(7))
                .withBean("other", Hanging.class, () -> new Hanging(0))
                .run(context -> {
                    try (StuckTask stuck = StuckTask.in(context.getBean(Group.class), "mail")) {
                        assertThat(Fixtures.timeToClose(context)).isBetween(TOTAL, TOTAL.multipliedBy(2));
                        for (String each : new String[] {"listener", "source", "executor", "other"}) {
                            assertThat(output).contains("still running after timeout", each);
                        }
                        assertThat(output).doesNotContainPattern("still running after timeout.*defaultGroup.lifecycle");
                    }
                });
    }

    @Test
    void timeoutOfThePhaseIsTheLimitWhereItIsShorter() {
        starter.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=50ms", "wait-group.shutdown.timeout=1h")
                .withBean("listener", Hanging.class, () -> new Hanging(Integer.MAX_VALUE))
                .run(context -> assertThat(Fixtures.timeToClose(context)).isLessThan(Duration.ofSeconds(20)));
    }

    @Test
    void timeoutThatAProgramHasSetForThePhaseIsTheLimitWhereItIsShorter() {
        starter.withPropertyValues("wait-group.shutdown.timeout=1h", "wait-group.shutdown.grace-period=2h")
                .withBean("lifecycleProcessor", DefaultLifecycleProcessor.class, () -> {
                    DefaultLifecycleProcessor processor = new DefaultLifecycleProcessor();
                    processor.setTimeoutPerShutdownPhase(1_000_000);
                    processor.setTimeoutForShutdownPhase(Integer.MAX_VALUE, 50);
                    return processor;
                })
                .withBean("listener", Hanging.class, () -> new Hanging(Integer.MAX_VALUE))
                .run(context -> assertThat(Fixtures.timeToClose(context)).isLessThan(Duration.ofSeconds(20)));
    }

    @Test
    void aPropertySwitchesTheLimitsOff() {
        starter.withPropertyValues(
                        "wait-group.shutdown.timeout=100ms",
                        "wait-group.shutdown.limit-phases=false",
                        "spring.lifecycle.timeout-per-shutdown-phase=700ms")
                .withBean("listener", Hanging.class, () -> new Hanging(Integer.MAX_VALUE))
                .run(context ->
                        assertThat(Fixtures.timeToClose(context)).isGreaterThanOrEqualTo(Duration.ofMillis(700)));
    }

    @Test
    void phaseThatIsOccupiedAfterTheStartIsLimitedToo() {
        starter.run(context -> {
            Hanging late = new Hanging(77);
            late.start();
            context.getBeanFactory().registerSingleton("late", late);
            assertThat(Fixtures.timeToClose(context)).isLessThan(TOTAL.multipliedBy(2));
            assertThat(late.asked.getCount()).isZero();
        });
    }

    @Test
    void groupHasItsReserveAfterABeanThatBlocksLongerThanTheTime(CapturedOutput output) {
        CountDownLatch drained = new CountDownLatch(1);
        starter.withPropertyValues("wait-group.shutdown.timeout=3s")
                .withBean(
                        "server",
                        LifecycleProbe.class,
                        () -> new LifecycleProbe(Integer.MAX_VALUE, () -> {
                            Fixtures.awaitAtMost(Duration.ofSeconds(4), new CountDownLatch(1));
                        }))
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    group.startWithChannel("mail", group.stopChannel(), stop -> {
                        stop.await();
                        drained.countDown();
                    });
                    context.close();
                    assertThat(drained.getCount()).isZero();
                });
        assertThat(output)
                .contains(
                        "1 in flight, at most 0.300 s", "less than it would have", "for phase 2147483647 (", "server");
    }

    @Test
    void stepsAreRecordedInTheirOrder() {
        starter.withBean("one", LifecycleProbe.class, () -> new LifecycleProbe(20, () -> {}))
                .withBean("two", LifecycleProbe.class, () -> new LifecycleProbe(19, () -> {}))
                .run(context -> {
                    ShutdownSteps steps = context.getBean(ShutdownSteps.class);
                    context.publishEvent(new ContextClosedEvent(context.getSourceApplicationContext()));
                    context.stop();
                    assertThat(steps.ended())
                            .extracting(ShutdownSteps.Step::name)
                            .containsExactly("the listeners of ContextClosedEvent", "phase 2147482367", "phase 20");
                    assertThat(steps.current()).get().hasToString("phase 19 (two)");
                    context.start();
                    assertThat(steps.ended()).isEmpty();
                    assertThat(steps.current()).isEmpty();
                });
    }
}

package io.github.waitgroup.spring.shutdown;

import static io.github.waitgroup.spring.Fixtures.application;
import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import io.github.waitgroup.spring.WebApplication;
import io.github.waitgroup.spring.shutdown.ShutdownPlan.BlockingBean;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

@ExtendWith(OutputCaptureExtension.class)
class ShutdownPlanTests {

    private static final List<BlockingBean> NONE = List.of();

    private final ApplicationContextRunner threePhases = starter()
            .withPropertyValues(
                    "wait-group.groups.first.phase=30",
                    "wait-group.groups.first.timeout=10s",
                    "wait-group.groups.second.phase=20",
                    "wait-group.groups.second.timeout=4s",
                    "spring.lifecycle.timeout-per-shutdown-phase=7s")
            .withBean("ofTheUser", ThreadPoolTaskScheduler.class, ShutdownPlanTests::scheduler);

    private final ApplicationContextRunner withServer =
            starter().withBean("server", LifecycleProbe.class, () -> new LifecycleProbe(Integer.MAX_VALUE, () -> {}));

    private static ThreadPoolTaskScheduler scheduler() {
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPhase(25);
        return scheduler;
    }

    @Test
    void planListsPhasesInOrderWithTheirBeansAndTheTimeTheyMayTake() {
        threePhases.run(context -> {
            ShutdownPlan plan = context.getBean(ShutdownPlanner.class).plan();
            assertThat(plan.steps())
                    .containsSubsequence(
                            new ShutdownPlan.Step(30, List.of("firstGroup.lifecycle"), Duration.ofSeconds(10), NONE),
                            new ShutdownPlan.Step(25, List.of("ofTheUser"), Duration.ofSeconds(7), NONE),
                            new ShutdownPlan.Step(20, List.of("secondGroup.lifecycle"), Duration.ofSeconds(4), NONE));
            assertThat(plan.longest()).isEqualTo(Duration.ofSeconds(21));
            assertThat(plan.gracePeriod()).isEqualTo(Duration.ofSeconds(30));
            assertThat(plan.fits()).isTrue();
        });
    }

    @Test
    void allPhasesTogetherTakeNoMoreThanTheTime() {
        threePhases.withPropertyValues("wait-group.shutdown.timeout=5s").run(context -> {
            ShutdownPlan plan = context.getBean(ShutdownPlanner.class).plan();
            assertThat(plan.longest()).isEqualTo(Duration.ofSeconds(5));
            assertThat(plan.steps())
                    .filteredOn(step -> !step.longest().isZero())
                    .extracting(ShutdownPlan.Step::longest)
                    .containsExactly(Duration.ofMillis(4_300), Duration.ofMillis(200), Duration.ofMillis(500));
        });
    }

    @Test
    void phasesThatNobodyLimitsAddUp() {
        threePhases
                .withPropertyValues("wait-group.shutdown.timeout=5s", "wait-group.shutdown.limit-phases=false")
                .run(context -> assertThat(
                                context.getBean(ShutdownPlanner.class).plan().longest())
                        .as("seven for the bean of the user, and its phase leaves the second group its reserve")
                        .isEqualTo(Duration.ofMillis(4_300 + 7_000 + 500)));
    }

    @Test
    void timeFollowsTheGracePeriodAndTheHookBeforeIt() {
        threePhases
                .withPropertyValues("wait-group.shutdown.grace-period=70s", "wait-group.shutdown.pre-stop=10s")
                .run(context -> {
                    assertThat(context.getBean(ShutdownBudget.class).total()).isEqualTo(Duration.ofSeconds(50));
                    ShutdownPlan plan = context.getBean(ShutdownPlanner.class).plan();
                    assertThat(plan.gracePeriod()).isEqualTo(Duration.ofSeconds(60));
                    assertThat(plan.fits()).isTrue();
                });
    }

    @Test
    void planThatFitsExactlyIsNoReasonToWarn(CapturedOutput output) {
        threePhases
                .withPropertyValues("wait-group.shutdown.grace-period=21s", "wait-group.shutdown.timeout=21s")
                .run(context -> assertThat(output).doesNotContain("WARN", "The shutdown may take"));
    }

    @Test
    void planThatDoesNotFitIsAWarningWithTheSumAndThePropertyToChange(CapturedOutput output) {
        threePhases
                .withPropertyValues("wait-group.shutdown.grace-period=20s", "wait-group.shutdown.timeout=25s")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(output.getOut().lines().filter(line -> line.contains("WARN")))
                            .singleElement()
                            .asString()
                            .contains("The shutdown may take 21.000 s (")
                            .contains("), which is longer than the grace period of 20.000 s. ")
                            .contains("10.000 s for phase 30 (firstGroup.lifecycle) + 7.000 s for phase 25 (ofTheUser)")
                            .contains("Lower wait-group.shutdown.timeout (25.000 s), or raise")
                            .contains("wait-group.shutdown.grace-period", "to 21.000 s at least");
                });
    }

    @Test
    void preStopHookIsPartOfTheGracePeriod(CapturedOutput output) {
        threePhases
                .withPropertyValues("wait-group.shutdown.pre-stop=10s", "wait-group.shutdown.timeout=25s")
                .run(context -> {
                    assertThat(context.getBean(ShutdownPlanner.class).plan().gracePeriod())
                            .isEqualTo(Duration.ofSeconds(20));
                    assertThat(output).contains("grace period of 20.000 s", "to 31.000 s at least");
                });
    }

    @Test
    void applicationMayRefuseToStart(CapturedOutput output) {
        assertThatThrownBy(() -> application()
                        .run(
                                "--wait-group.shutdown.on-overrun=fail",
                                "--wait-group.shutdown.grace-period=10s",
                                "--wait-group.shutdown.timeout=15s")
                        .close())
                .isNotNull();
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The shutdown may take 15.000 s (", "), which is longer than the grace period of 10.000 s")
                .contains("Lower wait-group.shutdown.timeout (15.000 s), or")
                .contains("on-overrun=warn");
    }

    @Test
    void shutdownOfAWebApplicationFitsWithNoPropertySet(CapturedOutput output) throws Exception {
        try (WebApplication application = WebApplication.run(NoConfiguration.class)) {
            ShutdownPlan plan =
                    application.context().getBean(ShutdownPlanner.class).plan();
            assertThat(plan.steps())
                    .extracting(ShutdownPlan.Step::phase)
                    .containsSubsequence(
                            Web.DEFAULT_PHASE,
                            GroupSettings.DEFAULT_PHASE_AFTER_REQUESTS,
                            WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE,
                            WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
            assertThat(plan.longest()).isEqualTo(Duration.ofSeconds(25));
            assertThat(plan.fits()).isTrue();
            assertThat(plan.blocking()).isEmpty();
        }
        assertThat(output).doesNotContain("WARN", "The shutdown may take", "Nothing limits");
    }

    @Test
    void beanThatMayBlockIsNamed(CapturedOutput output) {
        withServer.run(context -> {
            assertThat(context.getBean(ShutdownPlanner.class).plan().unlimited())
                    .containsExactly(new BlockingBean("server", LifecycleProbe.class.getName(), null, null));
            assertThat(output)
                    .doesNotContain("WARN")
                    .containsPattern(
                            "INFO.* Nothing limits the time of the shutdown if these beans block in stop\\(\\):"
                                    + " server \\(io.github.waitgroup.spring.shutdown.LifecycleProbe\\)\\. ")
                    .contains("set wait-group.shutdown.stop-times.server to that time");
        });
    }

    @Test
    void beanThatMayBlockIsAReasonToRefuseTheStart() {
        withServer
                .withPropertyValues("wait-group.shutdown.on-overrun=fail")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("Nothing limits the time of the shutdown"));
        withServer
                .withPropertyValues("wait-group.shutdown.on-overrun=fail", "wait-group.shutdown.stop-times.server=0s")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void stopTimeMayHaveAnyFormOfTheNameOfABean(CapturedOutput output) {
        starter()
                .withBean("slowServer", LifecycleProbe.class, () -> new LifecycleProbe(7, () -> {}))
                .withPropertyValues("wait-group.shutdown.stop-times.slow-server=3s")
                .run(context -> assertThat(
                                context.getBean(ShutdownPlanner.class).plan().blocking())
                        .extracting(BlockingBean::longest)
                        .containsExactly(Duration.ofSeconds(3)));
        assertThat(output).doesNotContain("WARN");
    }

    @Test
    void stopTimeOfNoBeanIsAWarning(CapturedOutput output) {
        starter()
                .withPropertyValues("wait-group.shutdown.stop-times.sever=3s")
                .run(context -> assertThat(output).contains("beans that are no lifecycle beans: [sever]"));
    }

    @Test
    void classesOfTheStarterThatAreKnownExist() {
        assertThat(StopTimes.KNOWN.keySet())
                .filteredOn(name -> name.startsWith("io.github.waitgroup."))
                .hasSize(4)
                .allSatisfy(name -> assertThat(Class.forName(name)).isFinal());
    }

    @Test
    void beanThatBlocksForAKnownTimeIsCountedWithIt(CapturedOutput output) {
        withServer
                .withPropertyValues("wait-group.shutdown.stop-times.server=40s")
                .run(context -> {
                    ShutdownPlan plan = context.getBean(ShutdownPlanner.class).plan();
                    assertThat(plan.longest()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(45));
                    assertThat(output)
                            .contains("WARN")
                            .contains(
                                    "40.000 s for phase 2147483647 (",
                                    "Lower wait-group.shutdown.stop-times.server (40.000 s)");
                });
    }

    @Test
    void noServerListensWhenTheStartIsRefused(CapturedOutput output) {
        assertThatThrownBy(() -> WebApplication.run(
                                LateLifecycle.class,
                                "--wait-group.shutdown.on-overrun=fail",
                                "--wait-group.shutdown.grace-period=1s",
                                "--wait-group.shutdown.timeout=2s")
                        .close())
                .isNotNull();
        assertThat(output).contains("APPLICATION FAILED TO START").doesNotContain("Tomcat started on port");
    }

    @Configuration(proxyBeanMethods = false)
    static class NoConfiguration {}

    @Configuration(proxyBeanMethods = false)
    static class LateLifecycle {

        @Bean
        SmartLifecycle late() {
            return scheduler();
        }
    }
}

package io.github.waitgroup.spring.shutdown;

import static io.github.waitgroup.spring.Fixtures.application;
import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import io.github.waitgroup.spring.WebApplication;
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

    private final ApplicationContextRunner threePhases = starter()
            .withPropertyValues(
                    "wait-group.groups.first.phase=30",
                    "wait-group.groups.first.timeout=10s",
                    "wait-group.groups.second.phase=20",
                    "wait-group.groups.second.timeout=4s",
                    "spring.lifecycle.timeout-per-shutdown-phase=7s")
            .withBean("ofTheUser", ThreadPoolTaskScheduler.class, ShutdownPlanTests::scheduler);

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
                    .startsWith(
                            new ShutdownPlan.Step(30, List.of("firstGroup.lifecycle"), Duration.ofSeconds(10)),
                            new ShutdownPlan.Step(25, List.of("ofTheUser"), Duration.ofSeconds(7)),
                            new ShutdownPlan.Step(20, List.of("secondGroup.lifecycle"), Duration.ofSeconds(4)));
            assertThat(plan.longest()).isEqualTo(Duration.ofSeconds(21));
            assertThat(plan.gracePeriod()).isEqualTo(Duration.ofSeconds(30));
            assertThat(plan.fits()).isTrue();
        });
    }

    @Test
    void groupsTakeNoMoreThanTheBudgetLeavesThem() {
        threePhases
                .withPropertyValues("wait-group.shutdown.timeout=19s")
                .run(context -> assertThat(
                                context.getBean(ShutdownPlanner.class).plan().longest())
                        .isEqualTo(Duration.ofSeconds(19)));
        threePhases
                .withPropertyValues("wait-group.shutdown.timeout=5s")
                .run(context -> assertThat(
                                context.getBean(ShutdownPlanner.class).plan().longest())
                        .as("five for the groups, seven for the bean of the user")
                        .isEqualTo(Duration.ofSeconds(12)));
    }

    @Test
    void planThatFitsExactlyIsNoReasonToWarn(CapturedOutput output) {
        threePhases
                .withPropertyValues("wait-group.shutdown.grace-period=21s")
                .run(context -> assertThat(output).doesNotContain("WARN"));
    }

    @Test
    void planThatDoesNotFitIsAWarningWithTheSumAndThePropertyToChange(CapturedOutput output) {
        threePhases.withPropertyValues("wait-group.shutdown.grace-period=20s").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output.getOut().lines().filter(line -> line.contains("WARN")))
                    .singleElement()
                    .asString()
                    .contains("The shutdown may take 21.000 s (", "), and the process is killed after 20.000 s. ")
                    .contains("10.000 s for phase 30 (firstGroup.lifecycle) + 7.000 s for phase 25 (ofTheUser) + ")
                    .contains("Lower spring.lifecycle.timeout-per-shutdown-phase (7.000 s)")
                    .contains("wait-group.shutdown.grace-period", "to 21.000 s at least");
        });
    }

    @Test
    void preStopHookIsPartOfTheGracePeriod(CapturedOutput output) {
        threePhases.withPropertyValues("wait-group.shutdown.pre-stop=10s").run(context -> {
            assertThat(context.getBean(ShutdownPlanner.class).plan().gracePeriod())
                    .isEqualTo(Duration.ofSeconds(20));
            assertThat(output).contains("killed after 20.000 s", "to 31.000 s at least");
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
                .contains(
                        "The shutdown may take 45.000 s (15.000 s for phase ",
                        "), and the process is killed after 10.000 s")
                .contains("Lower spring.lifecycle.timeout-per-shutdown-phase (30.000 s)"
                        + " and wait-group.shutdown.timeout (15.000 s), or")
                .contains("on-overrun=warn");
    }

    @Test
    void shutdownOfAWebApplicationWithBootsDefaultsMayTakeTooLongAndOnePropertyMendsIt(CapturedOutput output)
            throws Exception {
        WebApplication.run(NoConfiguration.class).close();
        assertThat(output)
                .contains("The shutdown may take 85.000 s (", "), and the process is killed after 30.000 s. ")
                .contains("20.000 s for phase 2147483135 (httpGroup.lifecycle)")
                .contains("5.000 s for phase 2147482879 (defaultGroup.lifecycle)")
                .contains("30.000 s for phase 2147482623 (webServerGracefulShutdown)")
                .contains("30.000 s for phase 1073741823 (applicationTaskExecutor)");
        try (WebApplication application =
                WebApplication.run(NoConfiguration.class, "--spring.lifecycle.timeout-per-shutdown-phase=2s")) {
            ShutdownPlan plan =
                    application.context().getBean(ShutdownPlanner.class).plan();
            assertThat(plan.steps())
                    .extracting(ShutdownPlan.Step::phase)
                    .containsSubsequence(
                            Web.DEFAULT_PHASE,
                            GroupSettings.DEFAULT_PHASE_AFTER_REQUESTS,
                            WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE,
                            WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
            assertThat(plan.longest()).isEqualTo(Duration.ofSeconds(29));
            assertThat(plan.fits()).isTrue();
        }
    }

    @Test
    void onlyWhatIsInThePlanIsToBeChanged(CapturedOutput output) {
        starter()
                .withPropertyValues("wait-group.shutdown.grace-period=10s")
                .run(context -> assertThat(output).contains("Lower wait-group.shutdown.timeout (25.000 s), or raise"));
    }

    @Test
    void noServerListensWhenTheStartIsRefused(CapturedOutput output) {
        assertThatThrownBy(() -> WebApplication.run(
                                LateLifecycle.class,
                                "--wait-group.shutdown.on-overrun=fail",
                                "--wait-group.shutdown.grace-period=1s")
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

package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration;
import io.github.waitgroup.spring.shutdown.ShutdownPlan;
import io.github.waitgroup.spring.shutdown.ShutdownPlanner;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How long requests are served after the close has begun, and what says so. */
@ExtendWith(OutputCaptureExtension.class)
class DelaySettingTests {

    private static final AutoConfigurations STARTER = AutoConfigurations.of(
            WaitGroupAutoConfiguration.class,
            LifecycleAutoConfiguration.class,
            GroupShutdownAutoConfiguration.class,
            ServletTrackingAutoConfiguration.class);

    private static final String KUBERNETES = "spring.main.cloud-platform=kubernetes";
    private static final String ELSEWHERE = "spring.main.cloud-platform=none";
    private static final String LINE = " after the application begins to close: ";
    private static final String PROPERTY = "wait-group.web.shutdown-delay";

    private final WebApplicationContextRunner withServer = new WebApplicationContextRunner(
                    AnnotationConfigServletWebServerApplicationContext::new)
            .withConfiguration(STARTER)
            .withUserConfiguration(Server.class);

    @Test
    void defaultOnKubernetesIsFiveSeconds(CapturedOutput output) {
        assertDelay(Duration.ofSeconds(5), KUBERNETES);
        assertThat(output).containsOnlyOnce("5.000 s" + LINE + "the default on Kubernetes (" + PROPERTY + ")");
    }

    @Test
    void preStopHookHasTakenItsPartOfTheDefault(CapturedOutput output) {
        assertDelay(Duration.ofSeconds(2), KUBERNETES, "wait-group.shutdown.pre-stop=3s");
        assertThat(output)
                .containsOnlyOnce("2.000 s" + LINE + "the default on Kubernetes less wait-group.shutdown.pre-stop ("
                        + PROPERTY + ")");
    }

    @Test
    void preStopHookThatIsLongerThanTheDefaultLeavesNoDelay(CapturedOutput output) {
        assertDelay(Duration.ZERO, KUBERNETES, "wait-group.shutdown.pre-stop=10s");
        assertThat(output)
                .containsOnlyOnce("refused without a delay once the application begins to close: "
                        + "the default on Kubernetes less wait-group.shutdown.pre-stop (" + PROPERTY + ")");
    }

    @Test
    void defaultIsAtMostHalfOfTheTimeout(CapturedOutput output) {
        assertDelay(Duration.ofSeconds(1), KUBERNETES, "wait-group.shutdown.timeout=2s");
        assertThat(output)
                .containsOnlyOnce("1.000 s" + LINE + "on Kubernetes at most half of wait-group.shutdown.timeout ("
                        + PROPERTY + ")");
    }

    @Test
    void propertyWins(CapturedOutput output) {
        assertDelay(Duration.ofSeconds(7), KUBERNETES, "wait-group.shutdown.pre-stop=3s", PROPERTY + "=7s");
        assertDelay(Duration.ofSeconds(8), ELSEWHERE, PROPERTY + "=8s");
        assertThat(output).containsOnlyOnce("7.000 s" + LINE + PROPERTY).containsOnlyOnce("8.000 s" + LINE + PROPERTY);
    }

    @Test
    void propertySwitchesTheDefaultOff(CapturedOutput output) {
        assertDelay(Duration.ZERO, KUBERNETES, PROPERTY + "=0s");
        assertThat(output)
                .containsOnlyOnce("refused without a delay once the application begins to close: " + PROPERTY);
    }

    @Test
    void elsewhereThereIsNoDelayAndNoLine(CapturedOutput output) {
        assertDelay(Duration.ZERO, ELSEWHERE);
        assertDelay(Duration.ZERO, ELSEWHERE, PROPERTY + "=0s");
        assertThat(output).doesNotContain("the application begins to close");
    }

    @Test
    void applicationWithoutAServerHasNoDefault(CapturedOutput output) {
        new WebApplicationContextRunner()
                .withConfiguration(STARTER)
                .withPropertyValues(KUBERNETES)
                .run(context -> assertThat(delay(context)).isZero());
        assertThat(output).doesNotContain("the application begins to close");
    }

    private void assertDelay(Duration expected, String... properties) {
        withServer.withPropertyValues(properties).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(delay(context)).isEqualTo(expected);
            context.getSourceApplicationContext().stop(); // so that the close has nothing to wait for
        });
    }

    private static Duration delay(ApplicationContext context) {
        return context.getBean(ShutdownPlanner.class).plan().steps().stream()
                .filter(step -> step.phase() == Web.DELAY_PHASE)
                .map(ShutdownPlan.Step::longest)
                .findFirst()
                .orElseThrow();
    }

    /** A server that listens nowhere. */
    @Configuration(proxyBeanMethods = false)
    static class Server {

        @Bean
        ServletWebServerFactory factory() {
            return initializers -> new WebServer() {

                @Override
                public void start() {}

                @Override
                public void stop() {}

                @Override
                public int getPort() {
                    return -1;
                }
            };
        }
    }
}

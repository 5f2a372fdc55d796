package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** A bean of the application that blocks in {@code stop()}, above the groups, where nobody can bound it. */
@ExtendWith(OutputCaptureExtension.class)
class BlockingBeanTests {

    private static final String BUDGET = "--wait-group.shutdown.timeout=4s";
    private static final String GRACE_PERIOD = "--wait-group.shutdown.grace-period=8s";
    private static final String FAIL = "--wait-group.shutdown.on-overrun=fail";
    private static final String GROUP = "--wait-group.groups.orders.timeout=2s";

    @Test
    void groupKeepsAReserveAndTheLogNamesTheBeanThatTookTheTime(CapturedOutput output) {
        try (ConfigurableApplicationContext context =
                Applications.start(Blocking.class, BUDGET, GRACE_PERIOD, GROUP, "--block=5s")) {
            Flush.start(context, Duration.ZERO);
        }
        assertThat(Applications.timeOf("orders", output.getOut().lines())).isPositive();
        assertThat(output).contains(Flush.DONE, "Group 'orders' has drained");
        assertThat(Applications.complaints(output.getOut().lines())).anyMatch(line -> line.contains("slowServer"));
    }

    @Test
    void planSaysThatNobodyLimitsTheBean(CapturedOutput output) {
        try (ConfigurableApplicationContext context = Applications.start(Blocking.class)) {
            assertThat(Applications.step(Applications.plan(context), "slowServer")
                            .blocking())
                    .singleElement()
                    .satisfies(bean -> assertThat(bean.longest()).isNull());
        }
        assertThat(output).contains("slowServer");
        assertThat(Applications.complaints(output.getOut().lines())).isEmpty();
    }

    @Test
    void startFailsIfNobodyLimitsTheBeanAndThatIsThePolicy() {
        assertThatThrownBy(() -> Applications.start(Blocking.class, FAIL))
                .rootCause()
                .hasMessageContaining("slowServer");
    }

    @Test
    void planHasTheKnownTimeOfTheBean(CapturedOutput output) {
        try (ConfigurableApplicationContext context =
                Applications.start(Blocking.class, FAIL, "--wait-group.shutdown.stop-times.slowServer=1s")) {
            assertThat(Applications.step(Applications.plan(context), "slowServer")
                            .longest())
                    .isEqualTo(Duration.ofSeconds(1));
            assertThat(Applications.plan(context).fits()).isTrue();
        }
        assertThat(Applications.complaints(output.getOut().lines())).isEmpty();
    }

    @Test
    void startFailsIfTheKnownTimeOfTheBeanIsTooLong() {
        assertThatThrownBy(() ->
                        Applications.start(Blocking.class, FAIL, "--wait-group.shutdown.stop-times.slowServer=31s"))
                .rootCause()
                .hasMessageContaining("31.000 s")
                .hasMessageContaining("slowServer");
    }

    @EnableAutoConfiguration
    static class Blocking {

        @Bean
        SlowServer slowServer(Environment environment) {
            return new SlowServer(environment.getProperty("block", Duration.class, Duration.ZERO));
        }
    }

    private static final class SlowServer implements SmartLifecycle {

        private final Duration block;
        private volatile boolean running;

        SlowServer(Duration block) {
            this.block = block;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            Applications.work(block);
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}

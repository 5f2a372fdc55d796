package io.github.waitgroup.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.health.GroupHealthAutoConfiguration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class PeriodicCallsTests {

    private final Group group = new Group("orders");
    private final PeriodicCalls calls = new PeriodicCalls();

    @Test
    void callOfAWorkerIsOldestUntilItEnds() {
        CountDownLatch end = new CountDownLatch(1);
        new Worker(group, "poller", context -> {
                    try (PeriodicCalls.UnderWay call = calls.begin(Objects.requireNonNull(group.currentTask()))) {
                        assertThat(call).isNotNull();
                        assertThat(Objects.requireNonNull(calls.oldestWork(group))
                                        .task())
                                .isEqualTo("poller");
                        assertThat(calls.oldestWork(new Group("mail"))).isNull();
                    }
                    assertThat(calls.oldestWork(group)).isNull();
                    end.countDown();
                })
                .start();
        Fixtures.await(end);
        Fixtures.awaitEmpty(group);
        assertThat(group.counts().failed()).isZero();
    }

    @Test
    void groupsHaveAHealthWithoutTheAutoConfigurationOfWorkers() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(WaitGroupAutoConfiguration.class, GroupHealthAutoConfiguration.class))
                .run(context -> assertThat(Objects.requireNonNull(
                                        context.getBean(HealthIndicator.class).health())
                                .getStatus())
                        .isEqualTo(Status.UP));
    }
}

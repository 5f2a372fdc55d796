package io.github.waitgroup.spring.health;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.worker.GroupWorker;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** A worker is as old as the application, and not stuck for that. */
class WorkerAgeTests {

    private final ApplicationContextRunner application = starter()
            .withConfiguration(AutoConfigurations.of(
                    MetricsAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class,
                    SimpleMetricsExportAutoConfiguration.class))
            .withPropertyValues("wait-group.groups.orders.stuck-after=1ns");

    @Test
    void workerBetweenTwoCallsAndWorkersThatLastAreNotStuck() {
        application.withBean(Idle.class).withBean(Listener.class).run(context -> {
            Fixtures.await(context.getBean(Idle.class).called);
            Fixtures.await(context.getBean(Listener.class).listens);
            while (oldestAge(context) > 0) { // the call is about to end
                Thread.onSpinWait();
            }
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            assertThat(context.getBean(Group.class).counts().active()).isEqualTo(2);
        });
    }

    @Test
    void workerIsStuckInACall() {
        application.withBean(Hanging.class).run(context -> {
            Hanging worker = context.getBean(Hanging.class);
            Fixtures.await(worker.called);
            assertThat(oldestAge(context)).isPositive();
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails().get("orders"))
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .extractingByKey("stuck", InstanceOfAssertFactories.MAP)
                    .containsEntry("task", "hanging.poll");
            worker.mayEnd.countDown();
        });
    }

    private static double oldestAge(ApplicationContext context) {
        return context.getBean(MeterRegistry.class)
                .get("wait.group.tasks.oldest.age")
                .timeGauge()
                .value();
    }

    private static Health health(ApplicationContext context) {
        return Objects.requireNonNull(
                context.getBean(GroupHealthIndicator.class).health());
    }

    static class Idle {

        final CountDownLatch called = new CountDownLatch(1);

        @GroupWorker(period = "1h")
        void poll() {
            called.countDown();
        }
    }

    static class Listener {

        final CountDownLatch listens = new CountDownLatch(1);

        @GroupWorker
        void listen(StopChannel stop) throws InterruptedException {
            listens.countDown();
            stop.await();
        }
    }

    static class Hanging {

        final CountDownLatch called = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);

        @GroupWorker(name = "hanging.poll", period = "1h")
        void poll() {
            called.countDown();
            Fixtures.await(mayEnd);
        }
    }
}

package io.github.waitgroup.spring.source.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.Pollers;
import org.springframework.messaging.support.GenericMessage;

class IntegrationSourceTests {

    private final ApplicationContextRunner runner = Fixtures.starter()
            .withConfiguration(AutoConfigurations.of(IntegrationSourceAutoConfiguration.class))
            .withUserConfiguration(Queue.class);

    @Test
    void pollThatWaitsIsLongRunningAndItsMessageIsNot() {
        runner.run(context -> {
            Group group = Fixtures.group(context, "integration-pollers");
            Queue queue = context.getBean(Queue.class);
            await().atMost(Fixtures.FOREVER)
                    .untilAsserted(() -> assertThat(group.activeTasks())
                            .singleElement()
                            .satisfies(task -> assertThat(task.isLongRunning()).isTrue()));
            QueueChannel orders = context.getBean("orders", QueueChannel.class);
            orders.send(new GenericMessage<>("order 1"));
            orders.send(new GenericMessage<>("order 2"));
            Fixtures.await(queue.handled);
            assertThat(queue.seen).containsExactly("handling short", "handling short");
            await().atMost(Fixtures.FOREVER)
                    .untilAsserted(() -> assertThat(group.counts().active())
                            .isEqualTo(group.longRunningCount())
                            .isPositive());
            assertThat(group.counts().failed()).isZero();
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableIntegration
    static class Queue {

        private final BeanFactory beans;
        final List<String> seen = new CopyOnWriteArrayList<>();
        final CountDownLatch handled = new CountDownLatch(2);

        Queue(BeanFactory beans) {
            this.beans = beans;
        }

        @Bean
        QueueChannel orders() {
            return new QueueChannel();
        }

        @Bean
        IntegrationFlow flow(QueueChannel orders) {
            return IntegrationFlow.from(orders)
                    .handle(
                            message -> handle(),
                            handler -> handler.id("handling")
                                    .poller(Pollers.fixedDelay(1).receiveTimeout(500)))
                    .get();
        }

        private void handle() {
            seen.add(current());
            handled.countDown();
        }

        /** The task of this thread, and whether the group lists another one beside it. */
        private String current() {
            Group group = beans.getBean("integrationPollersGroup", Group.class);
            ActiveTask task = Objects.requireNonNull(group.currentTask());
            return task.name() + (task.isLongRunning() || group.longRunningCount() > 0 ? " long" : " short");
        }
    }
}

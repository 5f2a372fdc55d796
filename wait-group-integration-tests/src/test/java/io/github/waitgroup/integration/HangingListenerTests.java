package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.kafka.annotation.KafkaListener;

/**
 * A listener that never returns, in a phase above the groups, and a real SIGTERM. The listener costs half of the time;
 * the task of the group still has the time that it needs, and the listener is named with its stack.
 */
class HangingListenerTests {

    private static final String HANGS = "the listener hangs";

    private static final Duration BUDGET = Duration.ofSeconds(8);
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(10);

    @Test
    void kafkaListenerLeavesHalfOfTheTimeToTheGroups() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start()) {
            broker.send("orders", "first");
            assertThatGroupDrains(
                    KafkaReader.class,
                    "KafkaReader.read orders-0@0",
                    "org.springframework.kafka.config.internalKafkaListenerEndpointRegistry",
                    Library.argument(Library.KAFKA),
                    broker.argument());
        }
    }

    @Test
    void jmsListenerLeavesHalfOfTheTimeToTheGroups() throws Exception {
        assertThatGroupDrains(
                JmsReader.class,
                "JmsReader.read orders",
                "org.springframework.jms.config.internalJmsListenerEndpointRegistry",
                Library.argument(Library.JMS));
    }

    private static void assertThatGroupDrains(Class<?> main, String listener, String registry, String... arguments)
            throws Exception {
        String[] all = Arguments.join(
                arguments,
                "--wait-group.groups.orders.timeout=6s",
                "--wait-group.shutdown.timeout=" + BUDGET.toSeconds() + "s",
                "--wait-group.shutdown.grace-period=" + GRACE_PERIOD.toSeconds() + "s");
        try (ChildJvm child = ChildJvm.start(main, all)) {
            child.awaitLine(HANGS);
            ChildJvm.Exit exit = child.terminate();
            assertThat(exit.lines()).as(exit.output()).contains(Flush.DONE);
            assertThat(exit.output()).contains("Group 'orders' has drained");
            assertThat(Applications.timeOf("orders", exit.stream()))
                    .as(exit.output())
                    .isBetween(BUDGET.dividedBy(4), BUDGET.dividedBy(2));
            assertThat(Applications.complaints(exit.stream()))
                    .as(exit.output())
                    .anyMatch(line -> line.contains(registry));
            assertThat(exit.output()).contains("'" + listener + "'", HangingListenerTests.class.getName() + ".hang(");
            assertThat(exit.elapsed()).as(exit.output()).isLessThan(GRACE_PERIOD);
        }
    }

    private static ConfigurableApplicationContext start(Class<?> configuration, String... arguments) {
        ConfigurableApplicationContext context = SpringApplication.run(configuration, arguments);
        Flush.start(context, Duration.ofSeconds(1));
        return context;
    }

    private static void hang() {
        System.out.println(HANGS);
        Applications.hang();
    }

    @EnableAutoConfiguration
    static class KafkaReader {

        public static void main(String[] arguments) {
            start(KafkaReader.class, arguments);
        }

        @KafkaListener(topics = "orders", groupId = "orders", properties = "auto.offset.reset=earliest")
        void read(String order) {
            hang();
        }
    }

    @EnableAutoConfiguration
    static class JmsReader {

        public static void main(String[] arguments) {
            start(JmsReader.class, arguments).getBean(JmsTemplate.class).convertAndSend("orders", "first");
        }

        @JmsListener(destination = "orders")
        void read(String order) {
            hang();
        }
    }
}

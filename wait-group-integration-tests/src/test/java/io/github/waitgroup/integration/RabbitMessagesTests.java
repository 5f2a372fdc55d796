package io.github.waitgroup.integration;

import io.github.waitgroup.Group;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** A real SIGTERM amid the messages of a queue, with no property set: nothing is lost, and nothing comes twice. */
@EnabledForJreRange(max = JRE.JAVA_22, disabledReason = "the broker needs Subject.getSubject")
class RabbitMessagesTests {

    @Test
    void messagesAreAcknowledgedBeforeTheEnd() throws Exception {
        List<String> orders = List.of("order-0", "order-1", "order-2", "order-3", "order-4", "order-5", "order-6");
        try (RabbitBroker broker = RabbitBroker.start()) {
            broker.send("orders", orders.toArray(String[]::new));
            try (ChildJvm child = ChildJvm.start(
                    Reader.class,
                    Library.argument(Library.RABBIT),
                    broker.argument(),
                    "--spring.rabbitmq.listener.simple.prefetch=1")) {
                Reading.assertNothingIsLostOrRepeated(child, orders, () -> broker.take("orders"));
            }
        }
    }

    @EnableAutoConfiguration
    static class Reader {

        private final Group group;

        Reader(Group group) {
            this.group = group;
        }

        public static void main(String[] arguments) {
            SpringApplication.run(Reader.class, arguments);
        }

        @RabbitListener(queues = "orders")
        void read(String order) {
            Reading.read(order, group);
        }
    }
}
